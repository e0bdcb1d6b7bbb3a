// An application that holds a lock on its database and embeds the API: `<database> <journal mode> <token digest>`.
// It uses the built package in dist, as users do.
import Koa from 'koa';
import { closeSync, openSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type * as KoaEntry from '../../src/main/koa.ts';
import type * as Library from '../../src/main/library.ts';
import { PRODUCT } from './cli-process.ts';

const built = (name: string): string => join(PRODUCT, 'dist/main', name);
const { BackupConfig, BackupManager } = (await import(built('library.js'))) as typeof Library;
const { backupRouter } = (await import(built('koa.js'))) as typeof KoaEntry;

const [path = '', journalMode = '', sha256 = ''] = process.argv.slice(2);
const database = new DatabaseSync(path);
database.exec(`PRAGMA journal_mode = ${journalMode}; CREATE TABLE item (body TEXT);
  INSERT INTO item VALUES ('committed'); BEGIN IMMEDIATE; INSERT INTO item VALUES ('not yet')`);

// An unreferenced connection is garbage-collected and closed.
process.once('exit', () => {
  database.close();
});

const config = new BackupConfig(undefined, {
  database_path: path,
  backup_dir: 'backup',
  log_file: null,
  busy_timeout_ms: 300,
  api_tokens: [{ name: 'test', scope: 'admin', sha256 }],
});
const app = new Koa();
app.use(backupRouter(new BackupManager({ config })));
app.use((context) => {
  // The product must not do this: closing any descriptor drops the locks of the process.
  if (context.path === '/peek') closeSync(openSync(path, 'r'));
  if (context.path === '/peek') context.status = 204;
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
});
