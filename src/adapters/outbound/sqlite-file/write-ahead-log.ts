import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { checksumOver, type Checksum, type SumUp } from './wal-checksum.ts';

export const WAL_HEADER_BYTES = 32;
export const FRAME_HEADER_BYTES = 24;
const FORMAT_VERSION = 3007000;
const MAGIC = { littleEndianChecksums: 0x377f0682, bigEndianChecksums: 0x377f0683 } as const;
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
