import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';

const WELL_KNOWN: readonly (readonly [prefix: string, what: string])[] = [
  ['\x1f\x8b', 'a gzip file'],
  ['\x28\xb5\x2f\xfd', 'a zstd file'],
  ['PK\x03\x04', 'a zip file'],
  ['\xfd7zXZ\0', 'an xz file'],
  ['BZh', 'a bzip2 file'],
  ['age-encryption.org/', 'a file encrypted with age'],
];

/** Random bytes come within a few percent of the maximum entropy; text and tables do not. */
const ENTROPY_OF_RANDOM = 0.9;
const MIN_SAMPLE_BYTES = 64;
const MAX_SAMPLE_BYTES = 4096;

/**
 * The refusal of a file that does not start like a SQLite database, with the most useful reason.
 *
 * @param start the file's first bytes
 */
function foreignContent(start: Buffer, path: string): DatabaseCorruptedException {
  if (start.length === 0) {
    return exception(path, 'is empty: not a database yet', 'Check that the application writes to this path.');
  }
  const kind = WELL_KNOWN.find(([prefix]) =>
    start.subarray(0, prefix.length).equals(Buffer.from(prefix, 'latin1')),
  );
  if (kind !== undefined) {
    const hint = 'Give the path of the database file. Unpack a packed file first.';
    return exception(path, `is not a SQLite database but ${kind[1]}`, hint);
  }
  if (looksRandom(start.subarray(0, MAX_SAMPLE_BYTES))) {
    return exception(
      path,
      'is perhaps encrypted (SQLCipher, SEE): it has no SQLite header, and its bytes look random',
      'Back up an encrypted database with the application or tool that has its key.',
    );
  }
  return exception(path, 'is not a SQLite database', 'Nothing was backed up. Check the path.');
}

function exception(path: string, problem: string, hint: string): DatabaseCorruptedException {
  return new DatabaseCorruptedException(`${path} ${problem}`, { hint, details: { path } });
}

function looksRandom(bytes: Buffer): boolean {
  if (bytes.length < MIN_SAMPLE_BYTES) return false;
  const occurrences = new Map<number, number>();
  for (const byte of bytes) occurrences.set(byte, (occurrences.get(byte) ?? 0) + 1);
  let entropyBits = 0;
  for (const count of occurrences.values()) {
    const share = count / bytes.length;
    entropyBits -= share * Math.log2(share);
  }
  return entropyBits >= ENTROPY_OF_RANDOM * Math.log2(Math.min(bytes.length, 256));
}

/** Without this check a renamed or new file would replace the backups of its predecessor. */
export function emptyDatabase(path: string): DatabaseCorruptedException {
  return new DatabaseCorruptedException(`${path} contains no tables: there is nothing to back up`, {
    hint: 'Nothing was backed up. Check that the application uses this database.',
    details: { path },
  });
}

export const HEADER_BYTES = 100;

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const MIN_PAGE_SIZE = 512;
const MAX_PAGE_SIZE = 65536;
/** The offset of SQLite's locks; the page that contains it is never used. */
const LOCK_BYTE = 0x40000000;

const OFFSET = {
  pageSize: 16,
  writeVersion: 18,
  readVersion: 19,
  reservedBytes: 20,
  changeCounter: 24,
  databasePages: 28,
  freePages: 36,
  schemaCookie: 40,
  textEncoding: 56,
  versionValidFor: 92,
  writerVersion: 96,
} as const;

const TEXT_ENCODINGS: Readonly<Record<number, string>> = { 1: 'UTF-8', 2: 'UTF-16le', 3: 'UTF-16be' };
const WAL_VERSION = 2;
const TABLE_LEAF_PAGE = 13;

/** The fixed part of page 1. Source: https://www.sqlite.org/fileformat2.html#the_database_header */
export interface DatabaseHeader {
  /** 512 to 65536 bytes. */
  readonly pageSize: number;
  readonly usesWal: boolean;
  readonly reservedBytes: number;
  readonly changeCounter: number;
  /** Size of the database by the header; `undefined` where a writer older than SQLite 3.7 left it outdated. */
  readonly databasePages: number | undefined;
  readonly freePages: number;
  readonly schemaCookie: number;
  /** `undefined` until the first table is created. */
  readonly textEncoding: string | undefined;
  /** The SQLite version of the last writer, e.g. `3.40.1`. */
  readonly writerSqliteVersion: string;
}

/**
 * Parses the header of a database file.
 *
 * @param start the file's first bytes, 100 at least; 4096 help to distinguish an encrypted file from garbage
 * @param path for the error message
 * @throws DatabaseCorruptedException empty, not a SQLite database, perhaps encrypted, or an impossible page size
 */
export function parseDatabaseHeader(start: Uint8Array, path: string): DatabaseHeader {
  const bytes = bufferOver(start);
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw foreignContent(bytes, path);
  }
  const pageSize = pageSizeOf(bytes.readUInt16BE(OFFSET.pageSize), path);
  const pages = bytes.readUInt32BE(OFFSET.databasePages);
  const changeCounter = bytes.readUInt32BE(OFFSET.changeCounter);
  const pagesAreValid = pages !== 0 && bytes.readUInt32BE(OFFSET.versionValidFor) === changeCounter;
  return {
    pageSize,
    usesWal: bytes[OFFSET.writeVersion] === WAL_VERSION || bytes[OFFSET.readVersion] === WAL_VERSION,
    reservedBytes: bytes.readUInt8(OFFSET.reservedBytes),
    changeCounter,
    databasePages: pagesAreValid ? pages : undefined,
    freePages: bytes.readUInt32BE(OFFSET.freePages),
    schemaCookie: bytes.readUInt32BE(OFFSET.schemaCookie),
    textEncoding: TEXT_ENCODINGS[bytes.readUInt32BE(OFFSET.textEncoding)],
    writerSqliteVersion: dottedVersion(bytes.readUInt32BE(OFFSET.writerVersion)),
  };
}

/** True when a file with this start claims to be a SQLite database, in whatever state. */
export function hasDatabaseMagic(start: Uint8Array): boolean {
  return bufferOver(start).subarray(0, MAGIC.length).equals(MAGIC);
}

/** Number (from 1) of the page with SQLite's locks; its content is undefined. */
export function lockBytePage(pageSize: number): number {
  return LOCK_BYTE / pageSize + 1;
}

/** True when page 1 contains an empty schema. */
export function isSchemaEmpty(page1: Uint8Array): boolean {
  const [type, , , cellsHigh, cellsLow] = page1.subarray(HEADER_BYTES);
  return type === TABLE_LEAF_PAGE && cellsHigh === 0 && cellsLow === 0;
}

/** Sets the header to "rollback journal" instead of WAL permanently; `asRollbackDatabase` explains why. */
export function makeRollbackDatabase(image: Uint8Array): void {
  const { writeVersion, readVersion } = OFFSET;
  for (const offset of [writeVersion, readVersion]) if (image[offset] === WAL_VERSION) image[offset] = 1;
}

/**
 * Runs `action` while the header says "rollback journal" instead of WAL, then restores it: sql.js has no shared memory
 * and refuses a complete image in WAL mode.
 */
export function asRollbackDatabase<T>(image: Uint8Array, action: () => T): T {
  const { writeVersion, readVersion } = OFFSET;
  const inWalMode = [writeVersion, readVersion].filter((offset) => image[offset] === WAL_VERSION);
  try {
    makeRollbackDatabase(image);
    return action();
  } finally {
    for (const offset of inWalMode) image[offset] = WAL_VERSION;
  }
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function pageSizeOf(stored: number, path: string): number {
  // 65536 does not fit into the two bytes and is written as 1.
  const pageSize = stored === 1 ? MAX_PAGE_SIZE : stored;
  const isPowerOfTwo = (pageSize & (pageSize - 1)) === 0;
  if (isPowerOfTwo && pageSize >= MIN_PAGE_SIZE) return pageSize;
  throw new DatabaseCorruptedException(
    `${path} is damaged: its header gives a page size of ${pageSize} bytes`,
    {
      hint: 'Keep the file, restore the newest verified backup, and find the cause (disk, killed writer).',
      details: { path, page_size: pageSize },
    },
  );
}

function dottedVersion(version: number): string {
  return [Math.floor(version / 1_000_000), Math.floor(version / 1000) % 1000, version % 1000].join('.');
}
