import type { TableContents, TableFacts, TableType } from './table-contents.ts';

/**
 * A table as seen from the live database towards the backup. `added`: only the live database has it; `gone`: only the
 * backup has it; `changed`: the number of rows or the statement that made it differs; `unknown`: nobody could tell.
 */
export const TABLE_CHANGES = ['same', 'changed', 'added', 'gone', 'unknown'] as const;
export type TableChange = (typeof TABLE_CHANGES)[number];

export interface ComparedTable extends Omit<TableContents, 'sample'> {
  /** Rows in the live database; `undefined`: not counted, or it has no such table. */
  readonly liveRows: number | undefined;
  readonly change: TableChange;
  readonly sample: TableContents['sample'];
}

/** What is to be compared; of a list that is not whole, what is absent proves nothing. */
export interface TableList<Table extends TableFacts> {
  readonly tables: readonly Table[];
  /** Tables that the list leaves out. */
  readonly omittedTables: number;
}

const NO_SAMPLE = { rows: [], truncated: false } as const;

/**
 * The backup's tables beside those of the live database, in the backup's order; then what only the live one has.
 * @param live `undefined` where the live database could not be read
 */
export function compareTables(
  backup: TableList<TableContents>,
  live: TableList<TableFacts> | undefined,
): readonly ComparedTable[] {
  if (live === undefined) {
    return backup.tables.map((table) => ({ ...table, liveRows: undefined, change: 'unknown' }));
  }
  const liveTables = new Map(live.tables.map((table) => [table.name, table]));
  const names = new Set(backup.tables.map(({ name }) => name));
  const compared = backup.tables.map((table): ComparedTable => {
    const counterpart = liveTables.get(table.name);
    if (counterpart !== undefined) {
      return { ...table, liveRows: counterpart.rows, change: changeOf(table, counterpart) };
    }
    return { ...table, liveRows: undefined, change: live.omittedTables > 0 ? 'unknown' : 'gone' };
  });
  const added = live.tables
    .filter(({ name }) => !names.has(name))
    .map((table): ComparedTable => onlyLive(table, backup.omittedTables > 0 ? 'unknown' : 'added'));
  return [...compared, ...added];
}

function changeOf(table: TableFacts, live: TableFacts): TableChange {
  if (table.type !== live.type || table.sql !== live.sql) return 'changed';
  if (table.type === ('view' satisfies TableType)) return 'same';
  if (table.rows === undefined || live.rows === undefined) return 'unknown';
  return table.rows === live.rows ? 'same' : 'changed';
}

function onlyLive(table: TableFacts, change: TableChange): ComparedTable {
  const { name, type, sql, rows } = table;
  return { name, type, sql, rows: undefined, liveRows: rows, change, columns: [], sample: NO_SAMPLE };
}
