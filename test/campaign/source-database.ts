import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

export const SOURCE_PAGE_BYTES = 4096;

/**
 * A database like an application's, about 2 MB: rows with indexes, values longer than a page, keys without rowid,
 * and pages on the freelist.
 */
export function sourceDatabase(path: string): Buffer {
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA page_size = ${String(SOURCE_PAGE_BYTES)}; PRAGMA synchronous = OFF;
      CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, city TEXT);
      CREATE TABLE purchase (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customer, status TEXT,
        cents INTEGER NOT NULL, items TEXT NOT NULL);
      CREATE INDEX purchase_by_customer ON purchase (customer_id);
      CREATE INDEX purchase_by_status ON purchase (status, cents);
      CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
      CREATE TABLE attachment (id INTEGER PRIMARY KEY, content BLOB);
      CREATE TABLE gone (body TEXT);
      BEGIN;
      ${rows('customer', 2000, "id, 'Name ' || id * 7919 % 1000, 'user' || id || '@example.com', 'City ' || id % 12")}
      ${rows('purchase', 6000, "id, id * 31 % 2000 + 1, 'status ' || id % 5, id * 977 % 90000, printf('%.*c', 60, 'i') || id")}
      ${rows('setting', 400, "'key ' || id, 'value ' || id")}
      ${rows('attachment', 40, "id, CAST(printf('%.*c', 5000 + id * 300, char(64 + id)) AS BLOB)")}
      ${rows('gone', 1000, "printf('%.*c', 200, 'g')")}
      DROP TABLE gone; COMMIT`);
  } finally {
    database.close();
  }
  return readFileSync(path);
}

function rows(table: string, count: number, values: string): string {
  return `WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < ${String(count)})
    INSERT INTO ${table} SELECT ${values} FROM n;`;
}
