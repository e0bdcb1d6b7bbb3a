import { readFully } from '../files/file-bytes.ts';
import { SourceChangedError } from './source-changed.ts';
import {
  FRAME_HEADER_BYTES,
  WAL_HEADER_BYTES,
  parseWalHeader,
  type WalHeader,
  type WalIndex,
  type Checksum,
} from './write-ahead-log.ts';
import { MIB } from '../../../domain/units.ts';

/** Approximate size of one read during a scan. */
const SCAN_BYTES = 4 * MIB;

/** The newest committed content of each page in a WAL, up to the frame that the wal-index publishes. */
export class WalOverlay {
  readonly #descriptor: number;
  readonly #header: WalHeader;
  /** Page number → frame number; 0 where the main file has the page. */
  readonly #frameOfPage: Uint32Array;
  /** Checksums of frame f at 2f and 2f+1; those of the WAL header at 0 and 1. */
  readonly #checksums: Uint32Array;
  readonly #frame: Buffer;

  private constructor(
    descriptor: number,
    header: WalHeader,
    frameOfPage: Uint32Array,
    checksums: Uint32Array,
  ) {
    this.#descriptor = descriptor;
    this.#header = header;
    this.#frameOfPage = frameOfPage;
    this.#checksums = checksums;
    this.#frame = Buffer.from(new ArrayBuffer(FRAME_HEADER_BYTES + header.pageSize));
  }

  /**
   * Scans frames 1 to `index.maxFrame`, all of which are committed while the caller's read lock holds.
   *
   * @param descriptor of the `-wal`, on which no lock exists
   * @throws SourceChangedError the WAL does not match the wal-index
   */
  static scan(descriptor: number, index: WalIndex, pageSize: number): WalOverlay {
    const header = readHeader(descriptor, index, pageSize);
    const { maxFrame, databasePages } = index;
    const frameBytes = FRAME_HEADER_BYTES + pageSize;
    const framesPerRead = Math.max(1, Math.floor(SCAN_BYTES / frameBytes));
    const buffer = Buffer.from(new ArrayBuffer(framesPerRead * frameBytes));
    const frameOfPage = new Uint32Array(databasePages + 1);
    const checksums = new Uint32Array(2 * (maxFrame + 1));
    checksums.set(header.checksum);
    let pagesAfterCommit = 0;
    for (let first = 1; first <= maxFrame; first += framesPerRead) {
      const count = Math.min(framesPerRead, maxFrame - first + 1);
      const bytes = buffer.subarray(0, count * frameBytes);
      if (readFully(descriptor, bytes, offsetOfFrame(first, frameBytes)) < bytes.length)
        throw notAsPublished(first);
      for (let at = 0; at < count; at += 1) {
        const number = first + at;
        const frame = bytes.subarray(at * frameBytes, (at + 1) * frameBytes);
        checksums.set(checkedFrame(frame, number, header, checksums), 2 * number);
        const page = frame.readUInt32BE(0);
        // A later commit may have made the database smaller than this page.
        if (page <= databasePages) frameOfPage[page] = number;
        pagesAfterCommit = frame.readUInt32BE(4);
      }
    }
    const isPublished =
      pagesAfterCommit === databasePages &&
      checksums[2 * maxFrame] === index.frameChecksum[0] &&
      checksums[2 * maxFrame + 1] === index.frameChecksum[1];
    if (!isPublished) throw notAsPublished(maxFrame);
    return new WalOverlay(descriptor, header, frameOfPage, checksums);
  }

  /** True when the WAL, not the main file, has the page. */
  has(page: number): boolean {
    return (this.#frameOfPage[page] ?? 0) > 0;
  }

  /**
   * Reads a page of the WAL into `target` and checks its frame again.
   * @throws SourceChangedError its frame has changed since the scan
   */
  readPage(page: number, target: Uint8Array): void {
    const number = this.#frameOfPage[page] ?? 0;
    const position = offsetOfFrame(number, this.#frame.length);
    if (readFully(this.#descriptor, this.#frame, position) < this.#frame.length) throw notAsPublished(number);
    const [first, second] = checkedFrame(this.#frame, number, this.#header, this.#checksums);
    const isScanned = first === this.#checksums[2 * number] && second === this.#checksums[2 * number + 1];
    if (!isScanned || this.#frame.readUInt32BE(0) !== page) throw notAsPublished(number);
    target.set(this.#frame.subarray(FRAME_HEADER_BYTES));
  }
}

function readHeader(descriptor: number, index: WalIndex, pageSize: number): WalHeader {
  const bytes = Buffer.from(new ArrayBuffer(WAL_HEADER_BYTES));
  const count = readFully(descriptor, bytes, 0);
  const header = count < bytes.length ? undefined : parseWalHeader(bytes);
  if (header?.pageSize !== pageSize || !header.salts.equals(index.salts)) throw notAsPublished(0);
  return header;
}

/** The frame's checksum, after checking its salts and the chain. */
function checkedFrame(frame: Buffer, number: number, header: WalHeader, checksums: Uint32Array): Checksum {
  const before: Checksum = [checksums[2 * number - 2] ?? 0, checksums[2 * number - 1] ?? 0];
  const sum = header.sumUp(header.sumUp(before, frame.subarray(0, 8)), frame.subarray(FRAME_HEADER_BYTES));
  const isRight =
    frame.subarray(8, 16).equals(header.salts) &&
    frame.readUInt32BE(16) === sum[0] &&
    frame.readUInt32BE(20) === sum[1];
  if (!isRight) throw notAsPublished(number);
  return sum;
}

function offsetOfFrame(number: number, frameBytes: number): number {
  return WAL_HEADER_BYTES + (number - 1) * frameBytes;
}

function notAsPublished(frame: number): SourceChangedError {
  return new SourceChangedError(
    `the write-ahead log is not what the wal-index says (frame ${String(frame)})`,
  );
}
