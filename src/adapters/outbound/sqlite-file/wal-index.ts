import { readFully } from '../files/sequential-file.ts';
import { IS_LITTLE_ENDIAN_MACHINE, checksumOver, type Checksum } from './wal-checksum.ts';

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
