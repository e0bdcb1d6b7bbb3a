import type { Query } from './content-checks.ts';

/**
 * How many tables the application has; SQLite's own (`sqlite_sequence`, `sqlite_stat1`, …) come and go by themselves.
 * `undefined` when the schema cannot be read: that is for the source check to judge.
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
