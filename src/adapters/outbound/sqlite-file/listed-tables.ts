import type { TableType } from '../../../domain/inspection/table-contents.ts';
import type { Query } from './content-checks.ts';
import { quoteName } from './quote-name.ts';

/** A table as the schema tells of it. */
export interface ListedTable {
  /** Whole: what is asked of the table is asked by it. */
  readonly name: string;
  readonly type: TableType;
  /** Cut where it is very long. */
  readonly sql: string;
}

export interface TableListing {
  readonly tables: readonly ListedTable[];
  /** Tables beyond the most that are listed, and those whose name nobody could read. */
  readonly omittedTables: number;
}

/** Databases of applications have tens of tables, some have hundreds. */
const MAX_TABLES = 1000;
const MAX_NAME_BYTES = 2000;
const MAX_SQL_CHARACTERS = 10_000;

const OWN_TABLE = "name LIKE 'sqlite\\_%' ESCAPE '\\'";
const CREATES_VIRTUAL = /^CREATE VIRTUAL TABLE\b/i;

/** In what tables FTS3, FTS4, FTS5 and R-Tree keep the content of a virtual table: its name, `_` and one of these. */
const SHADOWS = new Set([
  ...['data', 'idx', 'content', 'docsize', 'config', 'segments', 'segdir', 'stat'],
  ...['node', 'parent', 'rowid'],
]);

/**
 * The tables, views and virtual tables of a schema by name, without SQLite's own and without those in which a virtual
 * table keeps its content.
 *
 * @throws the engine's own error when the schema cannot be read
 */
export function listTables(query: Query): TableListing {
  const rows = query(
    `SELECT name, type, substr(sql, 1, ${String(MAX_SQL_CHARACTERS)}) FROM sqlite_schema
     WHERE type IN ('table', 'view') AND NOT (${OWN_TABLE}) AND octet_length(name) <= ${String(MAX_NAME_BYTES)}
     ORDER BY name LIMIT ${String(MAX_TABLES)}`,
  );
  const total = Number(
    query(
      `SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view') AND NOT (${OWN_TABLE})`,
    )[0]?.[0],
  );
  const tables = rows.map(([name, type, sql]): ListedTable => {
    const text = typeof sql === 'string' ? sql : '';
    return { name: String(name), type: typeOf(type, text), sql: text };
  });
  const virtual = new Set(tables.filter(({ type }) => type === 'virtual').map(({ name }) => name));
  return {
    tables: tables.filter(({ name }) => !isShadow(name, virtual)),
    omittedTables: total - rows.length,
  };
}

/**
 * How many rows a table has; `undefined` when that cannot be found out, or only by running a view's SQL.
 * It takes as long as it takes: SQLite has to walk the whole of it.
 */
export function countRows(query: Query, { name, type }: ListedTable): number | undefined {
  if (type === 'view') return undefined;
  try {
    return Number(query(`SELECT count(*) FROM ${quoteName(name)}`)[0]?.[0]);
  } catch {
    // Damage, a lock, a module that is missing: whatever it is, nobody knows the number.
    return undefined;
  }
}

function typeOf(type: unknown, sql: string): TableType {
  if (type === 'view') return 'view';
  return CREATES_VIRTUAL.test(sql) ? 'virtual' : 'table';
}

function isShadow(name: string, virtual: ReadonlySet<string>): boolean {
  const at = name.lastIndexOf('_');
  return at > 0 && SHADOWS.has(name.slice(at + 1)) && virtual.has(name.slice(0, at));
}
