import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { readFully } from '../files/file-bytes.ts';

/** The two running sums of the WAL checksum, each an unsigned 32-bit number. */
export type Checksum = readonly [number, number];

/** Continues `before` with `bytes`, whose length is a multiple of 8. */
type SumUp = (before: Checksum, bytes: Buffer) => Checksum;

const IS_LITTLE_ENDIAN_MACHINE = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Source: https://www.sqlite.org/fileformat2.html#checksum_algorithm */
export function checksumOver(words: 'big-endian' | 'little-endian'): SumUp {
  const isNative = (words === 'little-endian') === IS_LITTLE_ENDIAN_MACHINE;
  const slow = words === 'big-endian' ? sumBigEndian : sumLittleEndian;
  return (before, bytes) =>
    isNative && bytes.byteOffset % 4 === 0 ? sumNative(before, bytes) : slow(before, bytes);
}

/**
 * Much faster than reading word by word, where words have the machine's byte order. The sums are signed in the loop:
 * with unsigned ones it takes four times as long.
 */
function sumNative(before: Checksum, bytes: Buffer): Checksum {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let first = before[0] | 0;
  let second = before[1] | 0;
  for (let at = 0; at < words.length; at += 2) {
    first = (first + (words[at] ?? 0) + second) | 0;
    second = (second + (words[at + 1] ?? 0) + first) | 0;
  }
  return [first >>> 0, second >>> 0];
}

function sumLittleEndian([first, second]: Checksum, bytes: Buffer): Checksum {
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + bytes.readUInt32LE(at) + second) >>> 0;
    second = (second + bytes.readUInt32LE(at + 4) + first) >>> 0;
  }
  return [first, second];
}

function sumBigEndian([first, second]: Checksum, bytes: Buffer): Checksum {
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + bytes.readUInt32BE(at) + second) >>> 0;
    second = (second + bytes.readUInt32BE(at + 4) + first) >>> 0;
  }
  return [first, second];
}

/** The only wal-index version. */
export const WAL_INDEX_VERSION = 3007000;

/** Both copies of the header and the number of backfilled frames. The lock bytes start at byte 120. */
const READ_BYTES = 100;
const HEADER_COPY_BYTES = 48;
const SUMMED_BYTES = 40;
const OFFSET = {
  version: 0,
  commits: 8,
  isInitialised: 12,
  maxFrame: 16,
  databasePages: 20,
  frameChecksum: 24,
  salts: 32,
  checksum: 40,
  backfilled: 96,
} as const;

/** The content of the wal-index (`-shm`). Source: https://www.sqlite.org/walformat.html#the_wal_index_header */
export interface WalIndex {
  readonly version: number;
  /** Incremented by each commit, for the lifetime of the index. */
  readonly commits: number;
  /** Number of the last committed frame; 0 when the WAL is empty. */
  readonly maxFrame: number;
  /** Pages of the database at that commit. */
  readonly databasePages: number;
  /** The checksum in the last committed frame. */
  readonly frameChecksum: Checksum;
  /** The WAL's generation, 8 bytes. */
  readonly salts: Buffer;
  /** Frames that a checkpoint has copied into the main file. */
  readonly backfilledFrames: number;
}

/**
 * Reads the wal-index once: `undefined` while a writer is publishing, or when one died doing so.
 *
 * Multi-byte fields have the machine's byte order. A reading is valid when both copies of the header are equal, their
 * checksum is right, and the header is unchanged after the number of backfilled frames was read.
 *
 * @param descriptor of the `-shm`; must stay open while SQLite holds locks for this process
 */
export function readWalIndex(descriptor: number): WalIndex | undefined {
  const bytes = Buffer.alloc(READ_BYTES);
  const again = Buffer.alloc(2 * HEADER_COPY_BYTES);
  if (readFully(descriptor, bytes.subarray(0, again.length), 0) < again.length) return undefined;
  if (readFully(descriptor, bytes.subarray(OFFSET.backfilled), OFFSET.backfilled) < 4) return undefined;
  readFully(descriptor, again, 0);
  const header = bytes.subarray(0, HEADER_COPY_BYTES);
  const isStable = bytes.subarray(0, again.length).equals(again);
  if (!isStable || !header.equals(bytes.subarray(HEADER_COPY_BYTES, again.length))) return undefined;
  if (header[OFFSET.isInitialised] !== 1 || !hasItsChecksum(header)) return undefined;
  return {
    version: word(bytes, OFFSET.version),
    commits: word(bytes, OFFSET.commits),
    maxFrame: word(bytes, OFFSET.maxFrame),
    databasePages: word(bytes, OFFSET.databasePages),
    frameChecksum: [word(bytes, OFFSET.frameChecksum), word(bytes, OFFSET.frameChecksum + 4)],
    salts: Buffer.from(bytes.subarray(OFFSET.salts, OFFSET.salts + 8)),
    backfilledFrames: word(bytes, OFFSET.backfilled),
  };
}

function hasItsChecksum(header: Buffer): boolean {
  const sumUp = checksumOver(IS_LITTLE_ENDIAN_MACHINE ? 'little-endian' : 'big-endian');
  const [first, second] = sumUp([0, 0], header.subarray(0, SUMMED_BYTES));
  return first === word(header, OFFSET.checksum) && second === word(header, OFFSET.checksum + 4);
}

function word(bytes: Buffer, offset: number): number {
  return IS_LITTLE_ENDIAN_MACHINE ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset);
}

export const WAL_HEADER_BYTES = 32;
export const FRAME_HEADER_BYTES = 24;
export const FORMAT_VERSION = 3007000;
export const MAGIC = { littleEndianChecksums: 0x377f0682, bigEndianChecksums: 0x377f0683 } as const;
const MIN_PAGE_SIZE = 512;
const MAX_PAGE_SIZE = 65536;

/** The committed content of a write-ahead log. */
export interface CommittedFrames {
  readonly pageSize: number;
  readonly databasePages: number;
  /** Page number → file offset of its newest committed content. */
  readonly frameOfPage: ReadonlyMap<number, number>;
  /** How many frames end a transaction. */
  readonly commitFrames: number;
}

/** The start of a `-wal` file. */
export interface WalHeader {
  readonly pageSize: number;
  /** The WAL's generation, 8 bytes that each of its frames repeats. */
  readonly salts: Buffer;
  readonly checksum: Checksum;
  readonly sumUp: SumUp;
}

/**
 * The frames that SQLite's recovery would take from a `-wal` file: those of the header's generation (equal salts,
 * unbroken checksum chain) up to the last commit frame. `undefined` where there are none: an empty or zeroed WAL, an
 * invalid header, no complete transaction.
 *
 * The first frame that does not fit ends the WAL: later ones are of an earlier generation, or torn.
 *
 * Source: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 *
 * @param wal the whole file; empty where there is none
 * @throws DatabaseAccessException a valid WAL of an unknown format: ignoring it would lose its rows
 */
export function readCommittedFrames(wal: Buffer): CommittedFrames | undefined {
  const header = parseWalHeader(wal);
  if (header === undefined) return undefined;
  const frameBytes = FRAME_HEADER_BYTES + header.pageSize;
  const frameOfPage = new Map<number, number>();
  let pending = new Map<number, number>();
  let checksum = header.checksum;
  let databasePages = 0;
  let commitFrames = 0;
  for (let offset = WAL_HEADER_BYTES; offset + frameBytes <= wal.length; offset += frameBytes) {
    const next = checksumOfFrame(wal, offset, header, checksum);
    if (next === undefined) break;
    checksum = next;
    pending.set(wal.readUInt32BE(offset), offset + FRAME_HEADER_BYTES);
    const pagesAfterCommit = wal.readUInt32BE(offset + 4);
    if (pagesAfterCommit === 0) continue;
    for (const [page, content] of pending) frameOfPage.set(page, content);
    pending = new Map();
    databasePages = pagesAfterCommit;
    commitFrames += 1;
  }
  if (commitFrames === 0) return undefined;
  return { pageSize: header.pageSize, databasePages, frameOfPage, commitFrames };
}

/**
 * The header of a write-ahead log; `undefined` where there is no valid one.
 * @throws DatabaseAccessException a valid WAL of an unknown format
 */
export function parseWalHeader(wal: Buffer): WalHeader | undefined {
  if (wal.length < WAL_HEADER_BYTES) return undefined;
  const magic = wal.readUInt32BE(0);
  const pageSize = wal.readUInt32BE(8);
  const isKnown = magic === MAGIC.bigEndianChecksums || magic === MAGIC.littleEndianChecksums;
  const isPowerOfTwo = (pageSize & (pageSize - 1)) === 0;
  if (!isKnown || !isPowerOfTwo || pageSize < MIN_PAGE_SIZE || pageSize > MAX_PAGE_SIZE) return undefined;
  const sumUp = checksumOver(magic === MAGIC.bigEndianChecksums ? 'big-endian' : 'little-endian');
  const checksum = sumUp([0, 0], wal.subarray(0, 24));
  if (!isStored(checksum, wal, 24)) return undefined;
  if (wal.readUInt32BE(4) !== FORMAT_VERSION) throw unknownVersion(wal.readUInt32BE(4));
  return { pageSize, salts: wal.subarray(16, 24), checksum, sumUp };
}

/** The chain's checksum after a frame; `undefined` when the frame does not belong to it. */
function checksumOfFrame(
  wal: Buffer,
  offset: number,
  header: WalHeader,
  before: Checksum,
): Checksum | undefined {
  if (wal.readUInt32BE(offset) === 0) return undefined;
  if (!wal.subarray(offset + 8, offset + 16).equals(header.salts)) return undefined;
  const content = offset + FRAME_HEADER_BYTES;
  const afterHeader = header.sumUp(before, wal.subarray(offset, offset + 8));
  const after = header.sumUp(afterHeader, wal.subarray(content, content + header.pageSize));
  return isStored(after, wal, offset + 16) ? after : undefined;
}

/** Checksums are stored big-endian, whatever the byte order of the sums. */
function isStored([first, second]: Checksum, wal: Buffer, offset: number): boolean {
  return wal.readUInt32BE(offset) === first && wal.readUInt32BE(offset + 4) === second;
}

function unknownVersion(version: number): DatabaseAccessException {
  return new DatabaseAccessException(`the write-ahead log has the unknown format version ${version}`, {
    hint: 'A newer SQLite wrote it: use engine native on a newer Node, or a newer release of this program.',
    details: { wal_format_version: version },
  });
}
