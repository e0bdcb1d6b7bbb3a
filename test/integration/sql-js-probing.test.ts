import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { probeWithSqlJs } from '../../src/adapters/outbound/database-probe/sql-js-probing.ts';
import { sqlJsSqliteVersion } from '../../src/adapters/outbound/sqlite-file/sql-js-engine.ts';
import { DatabaseAccessException } from '../../src/domain/exceptions/database-access-exception.ts';
import { DatabaseCorruptedException } from '../../src/domain/exceptions/database-corrupted-exception.ts';
import { DatabaseNotFoundException } from '../../src/domain/exceptions/database-not-found-exception.ts';
import { PythonWriter, runPython, sqlite3 } from '../support/python-sqlite.ts';
import { rejectionOf } from '../support/rejection-of.ts';

describe('probing with sql.js', () => {
  let folder: string;
  let source: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'probe-'));
    source = join(folder, 'app.db');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const probe = (): ReturnType<typeof probeWithSqlJs> =>
    probeWithSqlJs({ sourcePath: source, busyTimeoutMs: 10 });

  it('reads a database whose tables are only in the WAL', async () => {
    const writer = await PythonWriter.start(
      `c = sqlite3.connect(path, isolation_level=None); c.execute('PRAGMA page_size = 8192')
c.execute('PRAGMA journal_mode = wal'); c.execute('CREATE TABLE t(a)'); c.execute('CREATE TABLE u(a)')
print('ready'); sys.stdin.read()`,
      source,
    );
    try {
      const before = [source, `${source}-wal`].map((path) => readFileSync(path).toString('hex'));
      expect(await probe()).to.deep.include({
        databaseBytes: 3 * 8192,
        pageSize: 8192,
        pageCount: 3,
        journalMode: 'wal',
        writerSqliteVersion: sqlite3(':memory:', 'SELECT sqlite_version()').trim(),
        walBytes: statSync(`${source}-wal`).size,
      });
      expect([source, `${source}-wal`].map((path) => readFileSync(path).toString('hex'))).to.deep.equal(
        before,
      );
    } finally {
      await writer.kill();
    }
  });

  it('reports the same problem as a capture', async () => {
    expect(await rejectionOf(probe())).to.be.instanceOf(DatabaseNotFoundException);
    writeFileSync(source, 'text');
    expect(await rejectionOf(probe())).to.be.instanceOf(DatabaseCorruptedException);
    rmSync(source);
    runPython(
      `c = sqlite3.connect(path, isolation_level=None); c.execute('PRAGMA cache_size = 5')
c.execute('CREATE TABLE t(a)'); c.execute('BEGIN')
c.executemany('INSERT INTO t VALUES (zeroblob(?))', [(2000,)] * 100); os._exit(0)`,
      source,
    );
    expect(await rejectionOf(probe()))
      .to.be.instanceOf(DatabaseAccessException)
      .with.property('message')
      .that.includes('hot');
  });

  it('returns the version of its engine, and does not change the process', async () => {
    const events = ['uncaughtException', 'unhandledRejection', 'exit', 'SIGINT'] as const;
    const listeners = (): number[] => events.map((event) => process.listenerCount(event));
    const before = listeners();
    expect(await sqlJsSqliteVersion()).to.match(/^3\.\d+\.\d+$/);
    expect(listeners()).to.deep.equal(before);
  });
});
