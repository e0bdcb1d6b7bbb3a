import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import type { InMemoryDisk } from './in-memory-disk.ts';
import type { Cell, Column, TableType } from '../../../domain/inspection/table-contents.ts';

/** What every SQLite file begins with. */
export const SQLITE_MAGIC = 'SQLite format 3\0';

/** True when the bytes begin as a SQLite file does. */
export function beginsAsDatabase(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, SQLITE_MAGIC.length)) === SQLITE_MAGIC;
}

/**
 * The bytes of a source on an in-memory disk, refused as the real engines refuse it.
 * @throws DatabaseNotFoundException nothing is at the path
 * @throws DatabaseCorruptedException it is empty or does not begin as a database
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

export interface InMemoryTable {
  readonly name: string;
  readonly type: TableType;
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a database with these tables is made of on an in-memory disk. */
export function databaseOfTables(tables: readonly InMemoryTable[]): string {
  return SQLITE_MAGIC + JSON.stringify(tables);
}

/** The tables of a database on an in-memory disk, by name; none where it holds something else. */
export function tablesIn(bytes: Uint8Array): readonly InMemoryTable[] {
  try {
    const tables = JSON.parse(
      new TextDecoder().decode(bytes.subarray(SQLITE_MAGIC.length)),
    ) as InMemoryTable[];
    return [...tables].sort((left, right) => (left.name < right.name ? -1 : 1));
  } catch {
    return [];
  }
}
