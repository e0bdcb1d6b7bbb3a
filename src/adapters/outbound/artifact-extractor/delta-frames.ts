import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { MIB } from '../../../domain/units.ts';
import { ByteSource } from '../codec/byte-source.ts';
import { lockBytePage } from '../sqlite-file/database-header.ts';
import {
  FRAME_HEADER_BYTES,
  WAL_HEADER_BYTES,
  parseWalHeader,
  type Checksum,
  type WalHeader,
} from '../sqlite-file/write-ahead-log.ts';

/** The content of a delta is cut off or changed, or is no delta at all. */
export class DamagedDeltaError extends Error {
  override readonly name = 'DamagedDeltaError';
}

/** Takes the pages of a delta as they are read. */
export interface PageSink {
  begin(header: WalHeader): void;
  /** Pages come in ascending order. The buffer is reused. */
  take(page: number, content: Buffer): void;
}

export interface DeltaContent {
  readonly frames: number;
  readonly pageSize: number;
  readonly pageCount: number;
}

/** Frames are read in batches of about this size. */
const BATCH_BYTES = MIB / 4;
/**
 * Reads a delta to its end and checks each frame. A WAL of an application may end in torn or old frames; that of a delta
 * is whole: one frame per page in ascending order, the last one a commit, nothing after it.
 *
 * @throws DamagedDeltaError it is not so; and what `content` throws
 */
export async function readDelta(content: AsyncIterable<Buffer>, sink?: PageSink): Promise<DeltaContent> {
  const source = new ByteSource(content);
  try {
    const header = await takeHeader(source);
    sink?.begin(header);
    const { pageSize } = header;
    const frameBytes = FRAME_HEADER_BYTES + pageSize;
    const reader = new FrameReader(header, sink);
    const batch = alignedBuffer(Math.max(1, Math.floor(BATCH_BYTES / frameBytes)) * frameBytes);
    for (let filled = batch.length; filled === batch.length;) {
      filled = await source.fill(batch);
      for (let at = 0; at + frameBytes <= filled; at += frameBytes)
        reader.take(batch.subarray(at, at + frameBytes));
      if (filled % frameBytes > 0) throw new DamagedDeltaError(`frame ${reader.frames + 1} is cut off`);
    }
    return { frames: reader.frames, pageSize, pageCount: reader.end() };
  } finally {
    await source.close();
  }
}

async function takeHeader(source: ByteSource): Promise<WalHeader> {
  const bytes = alignedBuffer(WAL_HEADER_BYTES);
  if ((await source.fill(bytes)) < bytes.length) throw new DamagedDeltaError('its header is cut off');
  const header = parsed(bytes);
  if (header === undefined) throw new DamagedDeltaError('it does not begin as a write-ahead log');
  return header;
}

function parsed(bytes: Buffer): WalHeader | undefined {
  try {
    return parseWalHeader(bytes);
  } catch (error) {
    if (error instanceof DatabaseAccessException) throw new DamagedDeltaError(error.message);
    throw error;
  }
}

/** Sums are faster over aligned memory, which a buffer of Node's pool need not be. */
function alignedBuffer(bytes: number): Buffer {
  return Buffer.from(new ArrayBuffer(bytes));
}

/** Checks frames in their order. */
class FrameReader {
  frames = 0;
  readonly #header: WalHeader;
  readonly #sink: PageSink | undefined;
  readonly #lockBytePage: number;
  #checksum: Checksum;
  #lastPage = 0;
  #pageCount = 0;

  constructor(header: WalHeader, sink: PageSink | undefined) {
    this.#header = header;
    this.#sink = sink;
    this.#checksum = header.checksum;
    this.#lockBytePage = lockBytePage(header.pageSize);
  }

  take(frame: Buffer): void {
    this.frames += 1;
    if (this.#pageCount > 0) throw this.#damaged('follows the last one');
    const { salts, sumUp } = this.#header;
    const content = frame.subarray(FRAME_HEADER_BYTES);
    this.#checksum = sumUp(sumUp(this.#checksum, frame.subarray(0, 8)), content);
    const [first, second] = this.#checksum;
    if (!frame.subarray(8, 16).equals(salts)) throw this.#damaged('has other salts');
    if (frame.readUInt32BE(16) !== first || frame.readUInt32BE(20) !== second)
      throw this.#damaged('has a wrong checksum');
    const page = frame.readUInt32BE(0);
    if (this.frames === 1 && page !== 1) throw this.#damaged('is not page 1');
    if (page <= this.#lastPage) throw this.#damaged('is not in ascending order');
    if (page === this.#lockBytePage) throw this.#damaged("holds the page of SQLite's locks");
    this.#lastPage = page;
    this.#pageCount = frame.readUInt32BE(4);
    this.#sink?.take(page, content);
  }

  /** @returns the pages of the database */
  end(): number {
    if (this.#pageCount === 0) throw new DamagedDeltaError(`frames are missing after frame ${this.frames}`);
    if (this.#lastPage > this.#pageCount) throw this.#damaged('is beyond the end of the database');
    return this.#pageCount;
  }

  #damaged(problem: string): DamagedDeltaError {
    return new DamagedDeltaError(`frame ${this.frames} ${problem}`);
  }
}
