import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import { SqliteDatabaseProbe } from '../../../src/adapters/outbound/database-probe/sqlite-database-probe.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { makeFolder, removeFolder, writeDatabase } from '../../support/database-fixtures.ts';

/** Counting it runs an endless view. */
const ENDLESS = `
  CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 'x' AS body FROM n;
  CREATE VIRTUAL TABLE endless USING fts5(body, content = 'v', content_rowid = 'id');
  CREATE TABLE item (id); INSERT INTO item VALUES (1);`;

const NEVER_MS = 600_000;

describe('RowCounter', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await makeFolder();
  });

  afterEach(() => removeFolder(folder));

  // The other limit is longer than the test's own.
  for (const [mode, limits] of [
    ['delete', { blockingMs: 500, freeMs: NEVER_MS }],
    ['wal', { blockingMs: NEVER_MS, freeMs: 500 }],
  ] as const) {
    it(`counts the other tables when one takes too long: journal mode ${mode}`, async () => {
      const path = writeDatabase(join(folder, 'app.db'), `PRAGMA journal_mode = ${mode}; ${ENDLESS}`);
      const probe = new SqliteDatabaseProbe(new TaskProcess(taskWorkerPath()), 'native', limits);
      const { tables } = await probe.countRows(path, {
        busyTimeoutMs: 200,
        timeLimitMs: NEVER_MS,
        signal: new AbortController().signal,
      });
      expect(tables.map(({ name, rows }) => [name, rows])).to.deep.equal([
        ['endless', undefined],
        ['item', 1],
        ['v', undefined],
      ]);
      writeDatabase(path, 'DROP TABLE item');
    });
  }
});

describe('a count', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await makeFolder();
  });

  afterEach(() => removeFolder(folder));

  const counted = async (child: string, path: string) => {
    const children = new TaskProcess(fileURLToPath(new URL(child, import.meta.url)));
    const { tables } = await new SqliteDatabaseProbe(children, 'native').countRows(path, {
      busyTimeoutMs: 200,
      timeLimitMs: NEVER_MS,
      signal: new AbortController().signal,
    });
    return tables.map(({ name, rows }) => [name, rows]);
  };

  it('holds no lock between tables', async () => {
    const path = writeDatabase(
      join(folder, 'app.db'),
      'CREATE TABLE first (id); CREATE TABLE item (id); CREATE TABLE last (id)',
    );
    // One row was added before the list, one before the first count.
    expect(await counted('./interrupted-counting.ts', path)).to.deep.equal([
      ['first', 0],
      ['item', 2],
      ['last', 0],
    ]);
  });

  it('gives each table its own count when another process continues with other tables', async () => {
    const path = writeDatabase(
      join(folder, 'app.db'),
      `CREATE TABLE first (id); INSERT INTO first VALUES (1);
       CREATE TABLE item (id); INSERT INTO item VALUES (1), (2);
       CREATE TABLE last (id); INSERT INTO last VALUES (1), (2), (3);`,
    );
    expect(await counted('./changed-while-counting.ts', path)).to.deep.equal([
      ['first', 1],
      ['item', 2],
      ['last', 3],
    ]);
  });
});
