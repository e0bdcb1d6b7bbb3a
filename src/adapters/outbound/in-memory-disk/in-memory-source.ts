import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import type { InMemoryDisk } from './in-memory-disk.ts';

export const SQLITE_MAGIC = 'SQLite format 3\0';

export function beginsAsDatabase(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, SQLITE_MAGIC.length)) === SQLITE_MAGIC;
}

/**
 * The bytes of a source on an in-memory disk; throws the same errors as the real engines.
 * @throws DatabaseNotFoundException there is no file at the path
 * @throws DatabaseCorruptedException it is empty or does not start like a database
 */
export function readInMemorySource(disk: InMemoryDisk, path: string): Uint8Array {
  const bytes = disk.read(path);
  if (bytes === undefined) {
    throw new DatabaseNotFoundException(`no database at ${path}`, {
      hint: 'Check the path.',
      details: { path },
    });
  }
  if (!beginsAsDatabase(bytes)) {
    throw new DatabaseCorruptedException(
      bytes.length === 0 ? `${path} is empty: not a database yet` : `${path} is not a database`,
      { hint: 'Check that this is the file your application writes to.', details: { path } },
    );
  }
  return bytes;
}
