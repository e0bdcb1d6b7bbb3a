import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { InMemoryTable } from '../../src/adapters/outbound/in-memory-disk/in-memory-source.ts';

/** Creates a database file with the content of an in-memory database: plain values only. */
export function writeTables(path: string, tables: readonly InMemoryTable[]): string {
  const database = new DatabaseSync(path);
  try {
    database.exec('BEGIN');
    for (const { name, sql, columns, rows } of tables) {
      database.exec(sql);
      if (rows.length === 0) continue;
      const places = columns.map(() => '?').join();
      const insert = database.prepare(`INSERT INTO "${name.replaceAll('"', '""')}" VALUES (${places})`);
      for (const row of rows) insert.run(...(row as SQLInputValue[]));
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
  return path;
}
