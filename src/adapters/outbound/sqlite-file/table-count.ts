import type { Query } from './content-checks.ts';

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
