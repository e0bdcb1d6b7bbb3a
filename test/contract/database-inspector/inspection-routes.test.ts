import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import {
  SandboxFirstDatabaseInspector,
  SqliteDatabaseInspector,
} from '../../../src/adapters/outbound/database-inspector/sqlite-database-inspector.ts';
import type { DatabaseInspector } from '../../../src/application/ports/database-inspector.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { overallResult } from '../../../src/domain/verification/verification.ts';
import {
  buildSource,
  itemTable,
  makeFolder,
  removeFolder,
  writeDatabase,
  type SourceKind,
} from '../../support/database-fixtures.ts';
import { runPython } from '../../support/python-process.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

const children = new TaskProcess(fileURLToPath(new URL('./marked-inspections.ts', import.meta.url)));
const sandboxFirst = new SandboxFirstDatabaseInspector(children);
const { signal } = new AbortController();

describe('the engine of an inspection', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await makeFolder();
  });

  afterEach(() => removeFolder(folder));

  it('of a scratch file that cannot be read is an error of the backup directory', async () => {
    const error = await rejectionOf(sandboxFirst.describe(folder));
    expect(error).to.be.instanceOf(BackupDirectoryException);
  });

  /** The engine that made the checks, and their result. */
  const route = async (inspector: DatabaseInspector, path: string): Promise<readonly [string, string]> => {
    const checks = await inspector.inspect(path, 'full', { signal });
    const engines = new Set(checks.map(({ detail }) => detail.split(':')[0]));
    return [[...engines].join(), overallResult(checks)];
  };

  const ROUTES: readonly (readonly [kind: SourceKind, engine: string, result: string])[] = [
    ['sound', 'sandbox', 'ok'],
    ['wal-header', 'sandbox', 'ok'],
    ['damaged', 'sandbox', 'failed'],
    ['random', 'sandbox', 'failed'],
    ['empty', 'sandbox', 'failed'],
    ['violated-foreign-key', 'sandbox', 'ok'],
    ['full-text', 'native', 'ok'],
    ['damaged-full-text', 'native', 'failed'],
    ['r-tree', 'native', 'ok'],
    // No engine has the collation: the second one had to try.
    ['custom-collation', 'native', 'inconclusive'],
  ];
  for (const [kind, engine, result] of ROUTES) {
    it(`${kind}: ${engine}, ${result}`, async () => {
      const path = await buildSource(kind, join(folder, 'scratch.db'));
      expect(await route(sandboxFirst, path)).to.deep.equal([engine, result]);
    });
  }

  it('keeps a table whose name looks like another module out of the sandbox', async () => {
    const path = writeDatabase(
      join(folder, 'scratch.db'),
      `CREATE VIRTUAL TABLE "t using fts4" USING fts5(body); CREATE VIRTUAL TABLE u USING "fts5" (body);
       CREATE VIRTUAL TABLE v USING/**/fts5(body)`,
    );
    expect(await route(sandboxFirst, path)).to.deep.equal(['native', 'ok']);
  });

  it('checks UTF-16, STRICT tables and generated columns in the sandbox', async () => {
    const path = writeDatabase(
      join(folder, 'scratch.db'),
      `PRAGMA encoding = 'UTF-16'; PRAGMA page_size = 65536; ${itemTable(20)}
       CREATE TABLE s (a INTEGER PRIMARY KEY, b TEXT AS (a || 'x') STORED CHECK (length(b) < 9)) STRICT, WITHOUT ROWID;
       INSERT INTO s VALUES (1);`,
    );
    expect(await route(sandboxFirst, path)).to.deep.equal(['sandbox', 'ok']);
  });

  it('uses node:sqlite when the file is above the limit', async () => {
    const path = writeDatabase(join(folder, 'scratch.db'), itemTable(200));
    const { size } = await stat(path);
    const limited = (bytes: number) => new SandboxFirstDatabaseInspector(children, bytes);
    expect(await route(limited(size), path)).to.deep.equal(['sandbox', 'ok']);
    expect(await route(limited(size - 1), path)).to.deep.equal(['native', 'ok']);
  });

  it('uses node:sqlite when the process of the sandbox died', async () => {
    const path = writeDatabase(join(folder, 'kills-sandbox.db'), itemTable(20));
    expect(await route(sandboxFirst, path)).to.deep.equal(['native', 'ok']);
  });

  for (const [name, engine, file] of [
    ['native', 'native', 'kills-native.db'],
    ['sandbox', 'sqljs', 'kills-sandbox.db'],
  ] as const) {
    it(`is inconclusive, with the reason, when the ${name} check crashes its process`, async () => {
      const path = writeDatabase(join(folder, file), itemTable(20));
      const [check] = await new SqliteDatabaseInspector(children, engine).inspect(path, 'quick', { signal });
      expect(check).to.deep.include({ name: 'check_process', result: 'inconclusive' });
      expect(check?.detail).to.include('died (SIGSEGV)');
    });
  }

  it("throws the abort's reason, not a crash", async () => {
    const path = await buildSource('full-text', join(folder, 'scratch.db'));
    const controller = new AbortController();
    const outcome = sandboxFirst.inspect(path, 'full', { signal: controller.signal });
    const reason = new Error('the deadline passed');
    setImmediate(() => {
      controller.abort(reason);
    });
    expect(await rejectionOf(outcome)).to.equal(reason);
  });

  for (const [name, engine] of [
    ['node:sqlite', 'native'],
    ['the sandbox', 'sqljs'],
  ] as const) {
    it(`is inconclusive when a check needs too much memory, in ${name}`, async () => {
      const path = join(folder, 'scratch.db');
      // Only SQLite itself writes what is in an index; another definition makes the check compute it anew.
      await runPython(
        `with sqlite3.connect(path) as db:
    db.executescript("""CREATE TABLE t (a); INSERT INTO t VALUES ('a'), ('b'); CREATE INDEX i ON t (a || 'x');
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t (a || zeroblob(900000000))' WHERE name = 'i'""")`,
        path,
      );
      const checks = await new SqliteDatabaseInspector(children, engine).inspect(path, 'full', { signal });
      expect(overallResult(checks)).to.equal('inconclusive');
      expect(JSON.stringify(checks)).to.match(/out of memory|more than 640 MiB of memory/);
    });
  }
});
