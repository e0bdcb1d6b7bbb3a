import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { checkOfFailure } from '../../../../src/adapters/outbound/sqlite-file/check-failure.ts';
import { runContentChecks } from '../../../../src/adapters/outbound/sqlite-file/content-checks.ts';
import { nativeContent } from '../../../../src/adapters/outbound/sqlite-file/native-content.ts';
import { queryImage } from '../../../../src/adapters/outbound/sqlite-file/sql-js-engine.ts';
import {
  countNotes,
  overallResult,
  type Check,
  type ContentLevel,
} from '../../../../src/domain/verification/verification.ts';
import { runPython, sqlite3 } from '../../../support/python-sqlite.ts';

type Engine = (path: string, level: ContentLevel) => Promise<Check[]>;

const ENGINES: Readonly<Record<string, Engine>> = {
  'sql.js': (path, level) => queryImage(readFileSync(path), (_, content) => runContentChecks(content, level)),
  'node:sqlite': async (path, level) => {
    const connection = new DatabaseSync(path, { readOnly: true });
    try {
      return runContentChecks(nativeContent(connection), level);
    } finally {
      connection.close();
    }
  },
};

describe('content checks', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'checks-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const build = (sql: string): string => {
    const path = join(folder, 'built.db');
    rmSync(path, { force: true });
    sqlite3(path, sql);
    return path;
  };
  const buildInPython = (script: string): string => {
    const path = join(folder, 'built.db');
    rmSync(path, { force: true });
    runPython(`c = sqlite3.connect(path, isolation_level=None)\n${script}`, path);
    return path;
  };

  for (const [engine, check] of Object.entries(ENGINES)) {
    describe(engine, () => {
      it('returns ok with details for a healthy database', async () => {
        const path = build('CREATE TABLE t(a UNIQUE); INSERT INTO t VALUES (1), (2)');
        expect(await check(path, 'quick')).to.deep.equal([
          { name: 'schema', result: 'ok', detail: '1 table' },
          { name: 'quick_check', result: 'ok', detail: 'ok' },
        ]);
        expect((await check(path, 'full')).map(({ name, result }) => [name, result])).to.deep.equal([
          ['schema', 'ok'],
          ['integrity_check', 'ok'],
          ['foreign_key_check', 'ok'],
        ]);
      });

      it('fails a database without a table', async () => {
        const path = build('CREATE TABLE t(a); DROP TABLE t');
        expect(await check(path, 'full')).to.deep.equal([
          { name: 'schema', result: 'failed', detail: 'contains no tables' },
        ]);
      });

      it('fails when there is damage that the level can detect', async () => {
        const path = build(
          `CREATE TABLE t(a); CREATE INDEX i ON t(a); INSERT INTO t VALUES (1), (2);
           CREATE TABLE u(a); PRAGMA writable_schema = on;
           UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'u') WHERE name = 't'`,
        );
        expect(overallResult(await check(path, 'quick'))).to.equal('failed');
        const missing = build(
          `CREATE TABLE t(a, b); CREATE INDEX i ON t(a); INSERT INTO t VALUES (1, 2); PRAGMA writable_schema = on;
           UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t(b)' WHERE name = 'i'`,
        );
        expect(overallResult(await check(missing, 'quick')), 'quick_check reads no index').to.equal('ok');
        expect(overallResult(await check(missing, 'full'))).to.equal('failed');
      });

      for (const [what, script] of [
        [
          'collation',
          "c.create_collation('zh', lambda a, b: (a > b) - (a < b)); c.executescript('CREATE TABLE t(a COLLATE zh); CREATE INDEX i ON t(a)')",
        ],
        [
          'function',
          "c.create_function('f', 1, abs, deterministic=True); c.executescript('CREATE TABLE t(a); CREATE INDEX i ON t(f(a))')",
        ],
      ] as const) {
        it(`is inconclusive when a ${what} of the application prevents a check`, async () => {
          const path = buildInPython(script);
          const checks = await check(path, 'full');
          expect(overallResult(checks)).to.equal('inconclusive');
          expect(checks.find(({ name }) => name === 'integrity_check')?.detail).to.match(
            /collation|function/,
          );
        });
      }

      it('skips CHECK constraints and the functions in them', async () => {
        const path = buildInPython(`
c.create_function('f', 1, abs, deterministic=True)
c.executescript("""PRAGMA ignore_check_constraints = ON; CREATE TABLE t(a CHECK (a > 9), b CHECK (f(b) > 9));
  INSERT INTO t VALUES (1, 1)""")`);
        expect(overallResult(await check(path, 'full'))).to.equal('ok');
      });

      const redefine = (name: string, sql: string): string =>
        `PRAGMA writable_schema = on; UPDATE sqlite_schema SET sql = '${sql}' WHERE name = '${name}'`;
      const NULLS = `CREATE TABLE a(v); INSERT INTO a VALUES (NULL), (NULL), (NULL), (1);
        ${redefine('a', 'CREATE TABLE a(v NOT NULL)')};`;

      it('notes values that a declaration forbids, with the number of rows', async () => {
        const noted = {
          name: 'quick_check',
          result: 'ok',
          detail: 'NULL value in a.v (3 rows)',
          noteCount: 3,
        };
        expect((await check(build(NULLS), 'quick'))[1]).to.deep.equal(noted);
        const full = await check(build(NULLS), 'full');
        expect(overallResult(full)).to.equal('ok');
        expect(countNotes(full)).to.equal(3);
      });

      for (const [finding, table, values, declared] of [
        ['NUMERIC value in t.v', 'CREATE TABLE t(v)', '5', 'CREATE TABLE t(v TEXT)'],
        ['TEXT value in t.v', 'CREATE TABLE t(v)', "''5''", 'CREATE TABLE t(v INTEGER)'],
        ['non-INT value in t.v', 'CREATE TABLE t(v)', "''x''", 'CREATE TABLE t(v INT) STRICT'],
      ] as const) {
        it(`notes a ${finding}`, async () => {
          const script = `${table}; INSERT INTO t VALUES (${values.replaceAll("''", "'")}); ${redefine('t', declared)}`;
          const [, pages] = await check(build(script), 'full');
          expect(pages).to.deep.include({ result: 'ok', detail: `${finding} (1 row)`, noteCount: 1 });
        });
      }

      it('finds damage after more notes than SQLite reports by default', async () => {
        const path = build(
          `CREATE TABLE a(v); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500)
             INSERT INTO a SELECT NULL FROM n;
           CREATE TABLE b(x, y); CREATE INDEX i ON b(x); INSERT INTO b VALUES (1, 2);
           ${redefine('a', 'CREATE TABLE a(v NOT NULL)')}; ${redefine('i', 'CREATE INDEX i ON b(y)')}`,
        );
        const damaged = (await check(path, 'full')).find(({ name }) => name === 'integrity_check');
        expect(damaged?.result).to.equal('failed');
        expect(damaged?.detail).to.include('index i').and.not.to.include('NULL value');
        // quick_check reads no index and counts all the notes.
        expect(countNotes(await check(path, 'quick'))).to.equal(500);
      });

      it('notes a foreign key that SQLite cannot check', async () => {
        const path = build(
          'CREATE TABLE p(a); CREATE TABLE c(a REFERENCES p(a)); INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)',
        );
        const keys = (await check(path, 'full')).find(({ name }) => name === 'foreign_key_check');
        expect(keys).to.deep.include({ result: 'ok', noteCount: 1 });
        expect(keys?.detail).to.include('mismatch');
      });

      const COLUMNS = Array.from({ length: 2500 }, (_, index) => `c${String(index)}`).join();
      for (const [what, sql] of [
        ['syntax of another SQLite', 'CREATE TABLE u(a) RANDOM ROWID'],
        ['more columns than SQLite here takes', `CREATE TABLE u(${COLUMNS})`],
      ] as const) {
        it(`is inconclusive when the schema has ${what}`, async () => {
          const path = build(`CREATE TABLE t(a); CREATE TABLE u(a); ${redefine('u', sql)}`);
          const checks = await check(path, 'full');
          expect(checks.map(({ name, result }) => [name, result])).to.deep.equal([
            ['schema', 'inconclusive'],
          ]);
          expect(checks[0]?.detail).to.include('SQLite here cannot read the schema: ').and.to.include('(u)');
        });
      }

      it('fails when entries of the schema are damaged', async () => {
        for (const change of ['rootpage = 4000000', 'sql = NULL', "sql = 'CREATE TABLE t(a)'"]) {
          const path = build(
            `CREATE TABLE t(a); CREATE TABLE u(a); PRAGMA writable_schema = on;
             UPDATE sqlite_schema SET ${change} WHERE name = 'u'`,
          );
          expect(overallResult(await check(path, 'quick')), change).to.equal('failed');
        }
      });

      it('is inconclusive when the database has views only', async () => {
        const [schema, ...others] = await check(build('CREATE VIEW v AS SELECT 1 AS one'), 'full');
        expect(schema).to.deep.include({ name: 'schema', result: 'inconclusive' });
        expect(schema?.detail).to.include('views');
        expect(others).to.deep.equal([]);
      });

      it('notes violated foreign keys with the number of rows', async () => {
        const path = build(
          'CREATE TABLE p(a PRIMARY KEY); CREATE TABLE c(a REFERENCES p); INSERT INTO c VALUES (1), (2)',
        );
        expect((await check(path, 'full')).find(({ name }) => name === 'foreign_key_check')).to.deep.equal({
          name: 'foreign_key_check',
          result: 'ok',
          detail: '2 rows violate a foreign key',
          noteCount: 2,
        });
      });

      it('fails when the pages are garbage after a valid header', async () => {
        const path = build('CREATE TABLE t(a)');
        const image = readFileSync(path).fill(0xff, 100, 4096);
        const checks = await queryImage(image, (_, content) => runContentChecks(content, 'full'));
        expect(checks.map(({ name, result }) => [name, result])).to.deep.equal([['schema', 'failed']]);
      });
    });
  }

  describe('full-text tables', () => {
    const NAME = 'a "quoted" one';
    const buildFullText = (damage: boolean): string =>
      buildInPython(`
c.execute('CREATE VIRTUAL TABLE "a ""quoted"" one" USING fts5(a)')
c.execute('''INSERT INTO "a ""quoted"" one" VALUES ('some words')''')
if ${damage ? 'True' : 'False'}: c.execute('''UPDATE "a ""quoted"" one_content" SET c0 = 'others' ''')
`);
    const fullText = (checks: Check[]): Check | undefined =>
      checks.find(({ name }) => name === `fts5 ${NAME}`);

    it('are checked by their own check', async () => {
      expect(fullText(await ENGINES['node:sqlite']!(buildFullText(false), 'full'))?.result).to.equal('ok');
      expect(fullText(await ENGINES['node:sqlite']!(buildFullText(true), 'full'))?.result).to.equal('failed');
    });
    it('are covered by integrity_check', async () => {
      const sound = await ENGINES['node:sqlite']!(buildFullText(false), 'full');
      expect(fullText(sound)).to.deep.include({ result: 'ok', detail: 'checked by integrity_check' });
      expect(overallResult(await ENGINES['node:sqlite']!(buildFullText(true), 'full'))).to.equal('failed');
    });
    it('are inconclusive when the engine lacks the module', async () => {
      const checks = await ENGINES['sql.js']!(buildFullText(true), 'full');
      expect(fullText(checks)).to.deep.include({ result: 'inconclusive', detail: 'no such module: fts5' });
    });
  });

  it('uses the text when it names a missing feature, else the code', () => {
    const withCode = (message: string, errcode: number): Error =>
      Object.assign(new Error(message), { errcode });
    expect(
      checkOfFailure('x', withCode('malformed database schema (i) - no such function: f', 11)).result,
    ).to.equal('inconclusive');
    expect(checkOfFailure('x', withCode('something new', 267)).result).to.equal('failed');
    expect(checkOfFailure('x', withCode('interrupted', 9)).result).to.equal('inconclusive');
    expect(checkOfFailure('x', new Error('file is not a database')).result).to.equal('failed');
    expect(checkOfFailure('x', 'out of memory').result).to.equal('inconclusive');
  });
});
