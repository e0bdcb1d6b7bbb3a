import type { TableType } from '../../../domain/inspection/table-contents.ts';
import { type Query, quoteName } from './content-checks.ts';

export interface ListedTable {
  /** Not shortened: queries use it. */
  readonly name: string;
  readonly type: TableType;
  /** Shortened where it is very long. */
  readonly sql: string;
}

export interface TableListing {
  readonly tables: readonly ListedTable[];
  /** Tables beyond the limit, and those with an overlong name. */
  readonly omittedTables: number;
}

/** Typical databases have tens of tables, some have hundreds. */
const MAX_TABLES = 1000;
const MAX_NAME_BYTES = 2000;
const MAX_SQL_CHARACTERS = 10_000;

const OWN_TABLE = "name LIKE 'sqlite\\_%' ESCAPE '\\'";
const CREATES_VIRTUAL = /^CREATE VIRTUAL TABLE\b/i;

/** Suffixes of the tables in which FTS3, FTS4, FTS5 and R-Tree keep their content: virtual table's name, `_`, suffix. */
const SHADOWS = new Set([
  ...['data', 'idx', 'content', 'docsize', 'config', 'segments', 'segdir', 'stat'],
  ...['node', 'parent', 'rowid'],
]);

/**
 * The tables, views and virtual tables of a schema by name, without SQLite's own tables and the content tables of
 * virtual tables.
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
 * The row count of a table; `undefined` where it is unavailable, or needs a view's SQL. It has no time limit: SQLite
 * walks the whole table.
 */
export function countRows(query: Query, { name, type }: ListedTable): number | undefined {
  if (type === 'view') return undefined;
  try {
    return Number(query(`SELECT count(*) FROM ${quoteName(name)}`)[0]?.[0]);
  } catch {
    // Damage, a lock, a missing module: the number is unknown.
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

const MODULE = /^CREATE VIRTUAL TABLE\b.*?\bUSING\s+["'`[]?(\w+)/is;

/**
 * The first module in the schema that this engine lacks. The schema is readable without it, and the page check silently
 * skips such a table.
 *
 * @throws the engine's own error when the schema cannot be read
 */
export function missingModule(query: Query): string | undefined {
  const known = new Set(query('SELECT lower(name) FROM pragma_module_list').map(([name]) => String(name)));
  return query("SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%'")
    .map(([sql]) => MODULE.exec(String(sql))?.[1] ?? 'of unknown name')
    .find((module) => !known.has(module.toLowerCase()));
}

/**
 * The number of the application's tables, without SQLite's own (`sqlite_sequence`, …), which come and go.
 * `undefined` when the schema is unreadable: the source check reports that.
 */
export function countTables(query: Query): number | undefined {
  try {
    const rows = query(
      "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    );
    return Number(rows[0]?.[0]);
  } catch {
    return undefined;
  }
}
