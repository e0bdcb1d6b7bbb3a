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
export function foreignContent(start: Buffer, path: string): DatabaseCorruptedException {
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
