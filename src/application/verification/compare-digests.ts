import type { CaptureFacts } from '../../domain/backup/manifest.ts';
import type { DecryptionKeyException } from '../../domain/exceptions/decryption-key-exception.ts';
import { DECRYPTION_CHECK, type Check } from '../../domain/verification/verification.ts';
import type { ExtractFacts, StoredFacts } from '../ports/artifact-extractor.ts';

/** The expected content of the stored file and its database. */
export type ExpectedDigests = Pick<
  CaptureFacts,
  'storedBytes' | 'storedSha256' | 'databaseBytes' | 'databaseSha256' | 'pageSize' | 'pageCount'
>;

/** Compares the stored file and its database with the record. */
export function compareDigests(facts: ExtractFacts, expected: ExpectedDigests): readonly Check[] {
  const { storedBytes, storedSha256 = 'not digested' } = facts;
  return [...compareStored({ storedBytes, storedSha256 }, expected), ...compareDatabases(facts, expected)];
}

/** Compares the stored file with the record. */
export function compareStored(facts: StoredFacts, expected: ExpectedDigests): readonly Check[] {
  return [
    compare('stored_bytes', facts.storedBytes, expected.storedBytes),
    compare('stored_sha256', facts.storedSha256, expected.storedSha256),
  ];
}

/**
 * Compares the decompressed database with the record. That of an encrypted backup has no digest of the database: its
 * chunks authenticate the content, and the digest of the stored file joins it to its record.
 */
export function compareDatabases(facts: ExtractFacts, expected: ExpectedDigests): readonly Check[] {
  const { databaseSha256, pageSize, pageCount } = expected;
  const bytes = compare('database_bytes', facts.databaseBytes, expected.databaseBytes);
  if (databaseSha256 !== undefined) {
    return [bytes, compare('database_sha256', facts.databaseSha256, databaseSha256)];
  }
  const decryption: Check = { name: DECRYPTION_CHECK, result: 'ok', detail: 'every chunk is authentic' };
  // SQLite counts a part of a page as a page.
  return [decryption, bytes, compare('page_count', Math.ceil(facts.databaseBytes / pageSize), pageCount)];
}

/** No identity opens the artifact: nothing is known about its content. */
export function unopenedCheck({ message, hint }: DecryptionKeyException): Check {
  return { name: DECRYPTION_CHECK, result: 'inconclusive', detail: `${message}. ${hint}` };
}

export function compare(name: string, found: string | number, expected: string | number): Check {
  return found === expected
    ? { name, result: 'ok', detail: String(found) }
    : { name, result: 'failed', detail: `${String(found)}, on record is ${String(expected)}` };
}
