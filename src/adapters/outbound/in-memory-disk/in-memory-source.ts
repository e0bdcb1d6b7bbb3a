import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';
import { DatabaseNotFoundException } from '../../../domain/exceptions/database-not-found-exception.ts';
import type { Cell, Column, TableType } from '../../../domain/inspection/table-contents.ts';
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

export interface InMemoryTable {
  readonly name: string;
  readonly type: TableType;
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The content of a file with these tables on an in-memory disk. */
export function databaseOfTables(tables: readonly InMemoryTable[]): string {
  return SQLITE_MAGIC + JSON.stringify(tables);
}

/** The tables of a database on an in-memory disk, by name; empty where the file holds something else. */
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
