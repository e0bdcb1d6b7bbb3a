import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import {
  SandboxFirstDatabaseInspector,
  SqliteDatabaseInspector,
} from '../../../src/adapters/outbound/database-inspector/sqlite-database-inspector.ts';
import type {
  DatabaseContents,
  DatabaseInspector,
} from '../../../src/application/ports/database-inspector.ts';
import { BackupVerificationException } from '../../../src/domain/exceptions/backup-verification-exception.ts';
import type { TableContents } from '../../../src/domain/inspection/table-contents.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import {
  buildSource,
  itemTable,
  makeFolder,
  removeFolder,
  writeDatabase,
} from '../../support/database-fixtures.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const children = new TaskProcess(taskWorkerPath());
/** Longer than a busy machine needs for a step that ends. */
const STEP_LIMIT_MS = 30_000;
const native = new SqliteDatabaseInspector(children, 'native', { stepLimitMs: STEP_LIMIT_MS });
const sandbox = new SqliteDatabaseInspector(children, 'sqljs', { stepLimitMs: STEP_LIMIT_MS });
const impatient = new SqliteDatabaseInspector(children, 'native', { stepLimitMs: 1500 });
const ENGINES = [
  ['native', native],
  ['sqljs', sandbox],
] as const;

const SOUND = 'CREATE TABLE zz (a); INSERT INTO zz VALUES (7);';

/** A full-text table over an endless view: reading it runs the view. */
const ENDLESS_CONTENT = `
  CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, 'x' AS body FROM n;
  CREATE VIRTUAL TABLE bomb USING fts5(body, content = 'v', content_rowid = 'id');`;

/** A computed value that needs more memory than a check may use. */
const MEMORY_HOG =
  'CREATE TABLE hog (id INTEGER PRIMARY KEY, g AS (hex(zeroblob(450000000)))); INSERT INTO hog VALUES (1);';

describe('browsing a hostile database', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await makeFolder();
  });

  afterEach(() => removeFolder(folder));

  const browse = (inspector: DatabaseInspector, path: string): Promise<DatabaseContents> =>
    inspector.browse(path, { signal: new AbortController().signal, timeLimitMs: 60_000 });

  const tablesOf = async (
    inspector: DatabaseInspector,
    sql: string,
  ): Promise<Record<string, TableContents>> => {
    const { tables } = await browse(inspector, writeDatabase(join(folder, 'scratch.db'), sql));
    return Object.fromEntries(tables.map((table) => [table.name, table]));
  };

  it('gives up a table that never ends, and shows the others', async () => {
    const { bomb, zz } = await tablesOf(impatient, ENDLESS_CONTENT + SOUND);
    expect(bomb).to.deep.include({ type: 'virtual', columns: [{ name: 'body', type: '' }], rows: undefined });
    expect(bomb?.sample).to.deep.equal({ rows: [], truncated: true });
    expect(zz).to.deep.include({ rows: 1, sample: { rows: [[7]], truncated: false } });
    expect(await readdir(folder)).to.deep.equal(['scratch.db']);
  });

  for (const [name, inspector] of ENGINES) {
    it(`${name}: gives up a value that would fill the memory, and shows the others`, async () => {
      const { hog, zz } = await tablesOf(inspector, MEMORY_HOG + SOUND);
      expect(hog).to.deep.include({ rows: 1, sample: { rows: [], truncated: true } });
      expect(hog?.columns.map((column) => column.name)).to.deep.equal(['id', 'g']);
      expect(zz).to.deep.include({ rows: 1, sample: { rows: [[7]], truncated: false } });
    });

    it(`${name}: shows every kind of value, exactly or marked as shortened`, async () => {
      const { kinds } = await tablesOf(
        inspector,
        `CREATE TABLE kinds (a, b, c, d);
         INSERT INTO kinds VALUES (9007199254740993, -9007199254740991, 0.1, 9e999),
           (x'00ff', zeroblob(1000000), 'a' || char(0) || 'b', '${'é'.repeat(600)}'),
           (CAST(x'ff41' AS TEXT), '', NULL, '9007199254740993');`,
      );
      expect(kinds?.sample.rows).to.deep.equal([
        [{ integer: '9007199254740993' }, -9007199254740991, 0.1, 'Infinity'],
        [
          { blobBytes: 2 },
          { blobBytes: 1_000_000 },
          { text: 'a', length: 3 },
          { text: 'é'.repeat(500), length: 600 },
        ],
        [{ text: '\ufffdA', length: 2 }, '', null, '9007199254740993'],
      ]);
    });

    it(`${name}: reads UTF-16, tables without rowid, and columns named like functions`, async () => {
      const { odd } = await tablesOf(
        inspector,
        `PRAGMA encoding = 'UTF-16';
         CREATE TABLE odd ("count(*)" TEXT PRIMARY KEY, "" TEXT) WITHOUT ROWID, STRICT;
         INSERT INTO odd VALUES ('zoë 🦦', 'x');`,
      );
      expect(odd).to.deep.include({ rows: 1, sample: { rows: [['zoë 🦦', 'x']], truncated: false } });
      expect(odd?.columns.map((column) => column.name)).to.deep.equal(['count(*)', '']);
    });

    it(`${name}: bounds columns, statements and samples`, async () => {
      const columns = Array.from({ length: 900 }, (_, index) => `column_number_${String(index)}`);
      const { wide } = await tablesOf(
        inspector,
        `CREATE TABLE wide (${columns.join()}); INSERT INTO wide (column_number_0) VALUES (1);
         UPDATE wide SET ${columns.map((column) => `${column} = hex(zeroblob(300))`).join()};`,
      );
      expect(wide?.columns).to.have.lengthOf(400);
      expect(wide?.sql).to.have.lengthOf(10_000);
      expect(wide?.sample).to.deep.equal({ rows: [], truncated: true });
      expect(wide?.rows).to.equal(1);
    });

    it(`${name}: bounds the total of all tables and shows the first ones whole`, async () => {
      const columns = Array.from({ length: 400 }, (_, index) => `${'c'.repeat(490)}${String(index)}`).join();
      const texts = Array.from({ length: 6 }, () => 'hex(zeroblob(250))').join();
      const tables = await tablesOf(
        inspector,
        `BEGIN;
         ${Array.from({ length: 12 }, (_, index) => `CREATE TABLE c${String(10 + index)} (${columns});`).join('')}
         CREATE TABLE r10 AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
           SELECT ${texts} FROM n;
         ${Array.from({ length: 40 }, (_, index) => `CREATE TABLE r${String(11 + index)} AS SELECT * FROM r10;`).join('')}
         COMMIT`,
      );
      expect(Object.keys(tables)).to.have.lengthOf(53);
      expect(tables['c10']?.columns).to.have.lengthOf(400);
      expect(tables['r10']?.sample.rows).to.have.lengthOf(20);
      expect(tables['r50']?.sample).to.deep.equal({ rows: [], truncated: true });
      const bytes = (shown: (table: TableContents) => unknown): number =>
        JSON.stringify(Object.values(tables).map(shown)).length;
      expect(bytes((table) => table.columns)).to.be.lessThan(2_200_000);
      expect(bytes((table) => table.sample)).to.be.lessThan(2_200_000);
    });

    it(`${name}: lists a thousand tables and the number of the others`, async () => {
      const tables = Array.from({ length: 1100 }, (_, index) => `CREATE TABLE t${String(index)} (a);`);
      const path = writeDatabase(join(folder, 'scratch.db'), `BEGIN; ${tables.join('')} COMMIT;`);
      const contents = await browse(inspector, path);
      expect(contents.tables).to.have.lengthOf(1000);
      expect(contents.omittedTables).to.equal(100);
      expect(contents.tables.every((table) => table.rows === 0)).to.equal(true);
    });

    it(`${name}: lists a damaged table without its missing parts`, async () => {
      const path = await buildSource('damaged', join(folder, 'scratch.db'));
      const [item] = (await browse(inspector, path)).tables;
      expect(item).to.deep.include({ name: 'item', rows: undefined });
    });

    it(`${name}: refuses a schema that cannot be read`, async () => {
      const path = await buildSource('random', join(folder, 'scratch.db'));
      const error = await rejectionOf(browse(inspector, path));
      expect(error).to.be.instanceOf(BackupVerificationException);
    });
  }

  it('counts a full-text table and hides its shadow tables', async () => {
    const path = await buildSource('full-text', join(folder, 'scratch.db'));
    const contents = await browse(new SandboxFirstDatabaseInspector(children), path);
    expect(contents.engine).to.equal('native');
    expect(contents.tables.filter((table) => table.type === 'virtual')).to.have.lengthOf(1);
    expect(contents.tables.filter((table) => /_(?:data|idx|config|docsize)$/.test(table.name))).to.deep.equal(
      [],
    );
    expect(contents.tables.every((table) => table.rows !== undefined)).to.equal(true);
  });

  it('uses node:sqlite when the file is too large for the sandbox', async () => {
    const path = writeDatabase(join(folder, 'scratch.db'), itemTable(20));
    expect((await browse(new SandboxFirstDatabaseInspector(children, 1), path)).engine).to.equal('native');
  });

  it('shares one time limit between both engines', async () => {
    const path = writeDatabase(join(folder, 'scratch.db'), SOUND);
    const hanging = new TaskProcess(fileURLToPath(new URL('./hanging-browsing.ts', import.meta.url)));
    const outcome = new SandboxFirstDatabaseInspector(hanging).browse(path, {
      signal: new AbortController().signal,
      timeLimitMs: 3000,
    });
    expect(await rejectionOf(outcome)).to.be.instanceOf(BackupVerificationException);
    expect(await readFile(`${path}.tasks`, 'utf8')).to.equal('sqljs\n');
  });

  it('throws when the time limit is reached before the first result', async () => {
    const path = writeDatabase(join(folder, 'scratch.db'), SOUND);
    const outcome = native.browse(path, { signal: new AbortController().signal, timeLimitMs: 1 });
    const error = await rejectionOf(outcome);
    expect(error).to.be.instanceOf(BackupVerificationException);
    expect((error as Error).message).to.include('within 0.001 s');
  });
});
