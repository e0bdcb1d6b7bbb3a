import type { TableContents, TableFacts, TableType } from './table-contents.ts';

/**
 * A table compared from the live database to the backup. `added`: only in the live database; `gone`: only in
 * the backup; `changed`: rows or definition differ; `unknown`: not comparable.
 */
export const TABLE_CHANGES = ['same', 'changed', 'added', 'gone', 'unknown'] as const;
export type TableChange = (typeof TABLE_CHANGES)[number];

export interface ComparedTable extends Omit<TableContents, 'sample'> {
  /** Rows in the live database; `undefined`: not counted, or no such table. */
  readonly liveRows: number | undefined;
  readonly change: TableChange;
  readonly sample: TableContents['sample'];
}

/** In an incomplete list, an absent table means nothing. */
export interface TableList<Table extends TableFacts> {
  readonly tables: readonly Table[];
  /** Number of tables that the list leaves out. */
  readonly omittedTables: number;
}

const NO_SAMPLE = { rows: [], truncated: false } as const;

/**
 * The backup's tables with those of the live database, in the backup's order; then the tables only in the
 * live one.
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
