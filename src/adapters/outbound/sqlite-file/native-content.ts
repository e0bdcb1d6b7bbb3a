import { DatabaseSync } from 'node:sqlite';
import { GUARDED_CONNECTION } from './check-limits.ts';
import type { OpenContent, OpenDatabase } from './content-checks.ts';

export function nativeContent(connection: DatabaseSync): OpenContent {
  return {
    query: (sql) => {
      const statement = connection.prepare(sql);
      // An object would lose columns with equal names and reorder others.
      statement.setReturnArrays(true);
      return statement.all() as unknown as unknown[][];
    },
    *queryRows(sql) {
      for (const row of connection.prepare(sql).iterate()) yield Object.values(row);
    },
  };
}

/** Opens a scratch database read-only. Since SQLite 3.44 `integrity_check` checks FTS5 without writing. */
export function openNatively(path: string): OpenDatabase {
  // Runtimes without the defensive mode ignore it.
  const connection = new DatabaseSync(path, { readOnly: true, defensive: true });
  connection.exec(GUARDED_CONNECTION);
  return {
    ...nativeContent(connection),
    firstRow: (sql) => {
      const statement = connection.prepare(sql);
      statement.setReturnArrays(true);
      statement.setReadBigInts(true);
      return statement.get() as unknown as readonly unknown[] | undefined;
    },
    close: () => {
      connection.close();
    },
  };
}

export function nativeSqliteVersion(): string {
  const connection = new DatabaseSync(':memory:');
  try {
    return String(nativeContent(connection).query('SELECT sqlite_version()')[0]?.[0]);
  } finally {
    connection.close();
  }
}
