// Makes a small shop database like one in use: WAL mode, with the newest orders only in the WAL. Keeps an existing file.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const target = process.argv[2];
if (target === undefined) {
  console.error('usage: node make-sample-database.mjs FILE');
  process.exit(2);
}
if (existsSync(target)) process.exit(0);

const folder = mkdtempSync(join(tmpdir(), 'sample-database-'));
try {
  const original = join(folder, 'shop.db');
  const database = new DatabaseSync(original);
  fill(database);
  // Copy the files while it is open: the last close empties the WAL into the database.
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(`${original}-wal`, `${target}-wal`);
  copyFileSync(original, `${target}.new`);
  renameSync(`${target}.new`, target);
  database.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`sample database: ${target}`);

function fill(database) {
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE purchase (
      id INTEGER PRIMARY KEY,
      customer_id INTEGER NOT NULL REFERENCES customer (id),
      amount_cents INTEGER NOT NULL,
      bought_at TEXT NOT NULL
    );
    CREATE INDEX purchase_by_customer ON purchase (customer_id);
    INSERT INTO customer (name) VALUES ('Ada'), ('Grace'), ('张伟'), ('Zoë');
  `);
  addPurchases(database, 5000);
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  addPurchases(database, 250);
}

function addPurchases(database, count) {
  const insert = database.prepare(
    "INSERT INTO purchase (customer_id, amount_cents, bought_at) VALUES (?, ?, datetime('now'))",
  );
  database.exec('BEGIN');
  for (let index = 0; index < count; index += 1) insert.run((index % 4) + 1, 100 + ((index * 37) % 9900));
  database.exec('COMMIT');
}
