import type { Cell, Column, TableType } from '../../../domain/inspection/table-contents.ts';
import { SQLITE_MAGIC } from './in-memory-source.ts';

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
