import { expect } from 'chai';
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { gunzipSync } from 'node:zlib';
import { captureWithSqlJs } from '../../src/adapters/outbound/database-snapshotter/sql-js-capture.ts';
import type {
  CapturedArtifact,
  CaptureProgress,
  CaptureRequest,
} from '../../src/application/ports/database-snapshotter.ts';
import { BackupCreationException } from '../../src/domain/exceptions/backup-creation-exception.ts';
import type { BackupManagerException } from '../../src/domain/exceptions/backup-manager-exception.ts';
import { DatabaseAccessException } from '../../src/domain/exceptions/database-access-exception.ts';
import { DatabaseCorruptedException } from '../../src/domain/exceptions/database-corrupted-exception.ts';
import { DatabaseNotFoundException } from '../../src/domain/exceptions/database-not-found-exception.ts';
import { PythonWriter, runPython, sqlite3 } from '../support/python-sqlite.ts';
import { rejectionOf } from '../support/rejection-of.ts';

/** Every commit stays in the log, and the connection stays open. */
const WAL_WRITER = `
c = sqlite3.connect(path, isolation_level=None)
c.execute('PRAGMA journal_mode = wal'); c.execute('PRAGMA wal_autocheckpoint = 0')
c.execute('CREATE TABLE t(id INTEGER PRIMARY KEY, a)')
c.executemany('INSERT INTO t(a) VALUES (randomblob(?))', [(900,)] * 300)
c.execute('PRAGMA wal_checkpoint(passive)')
c.execute('DELETE FROM t WHERE id % 3 = 0')
c.execute('CREATE TABLE only_in_the_log AS SELECT 42 AS answer')
print('ready'); sys.stdin.read()
`;

/** Header fields that SQLite's own backup changes in its copy. */
const FIELDS_OF_BACKUP = [
  [24, 28],
  [40, 44],
  [92, 100],
] as const;

describe('capture with sql.js', () => {
  let folder: string;
  let source: string;
  let destination: string;
  let writer: PythonWriter | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sqljs-'));
    source = join(folder, 'app.db');
    destination = join(folder, 'artifact');
  });
  afterEach(async () => {
    await writer?.kill();
    writer = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  const capture = (
    changes: Partial<CaptureRequest> = {},
    report: (progress: CaptureProgress) => void = () => undefined,
  ): Promise<CapturedArtifact> => {
    const request: CaptureRequest = {
      sourcePath: source,
      destinationPath: destination,
      compression: 'none',
      compressionLevel: undefined,
      sourceCheck: 'quick',
      busyTimeoutMs: 50,
      maxStoredBytes: 2 ** 30,
      maxWalGrowthBytes: 1024 ** 3,
      ...changes,
    };
    return captureWithSqlJs(request, report) as Promise<CapturedArtifact>;
  };
  const refusal = async (changes: Partial<CaptureRequest> = {}): Promise<BackupManagerException> => {
    const error = (await rejectionOf(capture(changes))) as BackupManagerException;
    expect(existsSync(destination), 'nothing at the destination').to.equal(false);
    expect(error.hint).to.be.a('string').that.is.not.empty;
    return error;
  };
  const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

  it('has rows that are only in the WAL, and does not change the source', async () => {
    writer = await PythonWriter.start(WAL_WRITER, source);
    const files = [source, `${source}-wal`, `${source}-shm`];
    const before = files.map((path) => [sha256(readFileSync(path)), statSync(path).mode, statSync(path).uid]);
    const facts = await capture();
    expect(
      files.map((path) => [sha256(readFileSync(path)), statSync(path).mode, statSync(path).uid]),
    ).to.deep.equal(before);
    expect(sqlite3(destination, 'SELECT answer FROM only_in_the_log; SELECT count(*) FROM t')).to.equal(
      '42\n200\n',
    );
    expect(facts).to.deep.include({
      engine: 'sqljs',
      consistency: 'optimistic',
      capture: 'stream',
      journalMode: 'wal',
      pageSize: 4096,
      pageCount: Number(sqlite3(source, 'PRAGMA page_count')),
      compression: 'none',
    });
    expect(facts.sourceCheck).to.deep.include({ level: 'quick', result: 'ok' });
    expect(facts.sqliteVersion).to.match(/^3\.\d+\.\d+$/);
  });

  it('equals a copy by SQLite, except for header counters', async () => {
    writer = await PythonWriter.start(WAL_WRITER, source);
    await capture();
    const reference = join(folder, 'reference.db');
    sqlite3(source, `.backup ${reference}`);
    const [ours, theirs] = [readFileSync(destination), readFileSync(reference)];
    for (const [from, to] of FIELDS_OF_BACKUP) {
      ours.fill(0, from, to);
      theirs.fill(0, from, to);
    }
    expect(ours.equals(theirs)).to.equal(true);
    expect(sqlite3(destination, '.dump')).to.equal(sqlite3(source, '.dump'));
  });

  it('returns sizes and digests, compressed and uncompressed', async () => {
    sqlite3(source, 'CREATE TABLE t(a); INSERT INTO t VALUES (zeroblob(3000000))');
    const phases = new Set<string>();
    const facts = await capture({ compression: 'gzip' }, ({ phase, doneBytes, totalBytes }) => {
      phases.add(phase);
      expect(doneBytes).to.be.at.most(totalBytes);
    });
    const stored = readFileSync(destination);
    const image = gunzipSync(stored);
    expect(image.equals(readFileSync(source)), 'byte-identical').to.equal(true);
    expect(facts).to.deep.include({
      databaseBytes: image.length,
      databaseSha256: sha256(image),
      storedBytes: stored.length,
      storedSha256: sha256(stored),
    });
    expect([...phases]).to.deep.equal(['capturing', 'checking', 'compressing']);
  });

  for (const [mode, afterCommit] of [
    ['delete', 'delete'],
    ['truncate', 'truncate'],
    ['persist', 'persist'],
  ] as const) {
    it(`returns journal mode ${mode}`, async () => {
      sqlite3(source, `PRAGMA journal_mode = ${mode}; CREATE TABLE t(a); INSERT INTO t VALUES (1)`);
      expect((await capture()).journalMode).to.equal(afterCommit);
      expect(sqlite3(destination, 'SELECT * FROM t')).to.equal('1\n');
    });
  }

  it('reads the WAL of the real file behind a symbolic link', async () => {
    mkdirSync(join(folder, 'real'));
    writer = await PythonWriter.start(WAL_WRITER, join(folder, 'real', 'target.db'));
    symlinkSync(join(folder, 'real', 'target.db'), source);
    await capture();
    expect(sqlite3(destination, 'SELECT answer FROM only_in_the_log')).to.equal('42\n');
  });

  it('ignores bytes beyond the size in the header', async () => {
    sqlite3(source, 'CREATE TABLE t(a)');
    const size = statSync(source).size;
    truncateSync(source, size + 10_000);
    expect((await capture()).databaseBytes).to.equal(size);
  });

  it('uses the file size when the header has none', async () => {
    sqlite3(source, 'CREATE TABLE t(a); CREATE TABLE u(a)');
    const bytes = readFileSync(source);
    bytes.writeUInt32BE(0, 28);
    writeFileSync(source, bytes);
    expect((await capture()).pageCount).to.equal(3);
  });

  it('waits for a short transaction', async () => {
    sqlite3(source, 'CREATE TABLE t(a)');
    writer = await PythonWriter.start(
      `c = sqlite3.connect(path, isolation_level=None); c.execute('PRAGMA cache_size = 5'); c.execute('BEGIN')
c.executemany('INSERT INTO t VALUES (zeroblob(?))', [(2000,)] * 100)
print('ready'); time.sleep(0.2); c.execute('COMMIT'); sys.stdin.read()`,
      source,
    );
    await capture({ busyTimeoutMs: 30_000 });
    expect(sqlite3(destination, 'SELECT count(*) FROM t')).to.equal('100\n');
  });

  it('captures the state before an unwritten transaction', async () => {
    sqlite3(source, 'CREATE TABLE t(a)');
    writer = await PythonWriter.start(
      `c = sqlite3.connect(path, isolation_level=None); c.execute('BEGIN'); c.execute('INSERT INTO t VALUES (1)')
print('ready'); sys.stdin.read()`,
      source,
    );
    expect((await capture()).journalMode).to.equal('delete');
    expect(sqlite3(destination, 'SELECT count(*) FROM t')).to.equal('0\n');
  });

  describe('of an unusable source', () => {
    it('refuses an unfinished transaction of a killed writer, and does not repair it', async () => {
      runPython(
        `c = sqlite3.connect(path, isolation_level=None); c.execute('PRAGMA cache_size = 5')
c.execute('CREATE TABLE t(a)'); c.execute('BEGIN')
c.executemany('INSERT INTO t VALUES (zeroblob(?))', [(2000,)] * 100); os._exit(0)`,
        source,
      );
      const before = [readFileSync(source), readFileSync(`${source}-journal`)].map(sha256);
      const error = await refusal();
      expect(error).to.be.instanceOf(DatabaseAccessException);
      expect(error.message).to.include('hot rollback journal');
      expect(error.hint).to.include('Node >= 22.16');
      expect([readFileSync(source), readFileSync(`${source}-journal`)].map(sha256)).to.deep.equal(before);
    });

    it('fails when a writer with an in-memory journal changes the file', async function () {
      if (process.platform !== 'linux') this.skip();
      sqlite3(source, 'CREATE TABLE t(a)');
      writer = await PythonWriter.start(
        `c = sqlite3.connect(path, isolation_level=None); c.execute('PRAGMA journal_mode = memory')
c.execute('PRAGMA cache_size = 5'); c.execute('BEGIN')
c.executemany('INSERT INTO t VALUES (zeroblob(?))', [(2000,)] * 100)
print('ready'); sys.stdin.read()`,
        source,
      );
      const error = await refusal();
      expect(error).to.be.instanceOf(DatabaseAccessException);
      expect(error.message).to.include('locked exclusively').and.to.include(`pid ${writer.pid}`);
    });

    it('fails when there is no file', async () => {
      expect(await refusal()).to.be.instanceOf(DatabaseNotFoundException);
    });

    it('fails when it is a directory', async () => {
      mkdirSync(source);
      expect(await refusal()).to.be.instanceOf(DatabaseAccessException);
    });

    const corrupt: readonly [string, () => void, string][] = [
      ['is empty', () => writeFileSync(source, ''), 'empty'],
      ['is text', () => writeFileSync(source, 'not a database\n'.repeat(100)), 'is not a SQLite database'],
      ['looks encrypted', () => writeFileSync(source, randomBytes(8192)), 'perhaps encrypted'],
      [
        'has no table',
        () => runPython("sqlite3.connect(path).execute('PRAGMA user_version = 3')", source),
        'contains no tables',
      ],
      [
        'is shorter than its header says',
        () => {
          sqlite3(source, 'CREATE TABLE t(a); CREATE TABLE u(a); CREATE TABLE v(a)');
          truncateSync(source, 8192);
        },
        'its header says 4 pages, the file has 2',
      ],
    ];
    for (const [what, make, message] of corrupt) {
      it(`fails when it ${what}`, async () => {
        make();
        const error = await refusal();
        expect(error).to.be.instanceOf(DatabaseCorruptedException);
        expect(error.message).to.include(message);
      });
    }

    it('refuses a database that is too large for memory before it reads it', async () => {
      sqlite3(source, 'CREATE TABLE t(a)');
      truncateSync(source, 1024 ** 3 + 4096);
      const reported: CaptureProgress[] = [];
      const error = (await rejectionOf(
        capture({}, (progress) => reported.push(progress)),
      )) as BackupManagerException;
      expect(error).to.be.instanceOf(BackupCreationException);
      expect(error.message).to.include('1 GiB');
      expect(error.hint).to.include('native').and.to.include('22.16');
      expect(reported).to.deep.equal([]);
    });

    it('removes the artifact when it is too large', async () => {
      sqlite3(source, 'CREATE TABLE t(a); INSERT INTO t VALUES (randomblob(300000))');
      expect(await refusal({ maxStoredBytes: 100_000 })).to.be.instanceOf(BackupCreationException);
    });
  });

  describe('source check', () => {
    it('is off by default', async () => {
      sqlite3(source, 'CREATE TABLE t(a)');
      expect((await capture({ sourceCheck: 'none' })).sourceCheck).to.deep.equal({
        level: 'none',
        result: 'inconclusive',
        detail: 'not requested',
        durationMs: 0,
      });
    });

    it('is inconclusive with a collation of the application; the backup is created', async () => {
      runPython(
        `c = sqlite3.connect(path); c.create_collation('zh', lambda a, b: (a > b) - (a < b))
c.executescript('CREATE TABLE t(a COLLATE zh); CREATE INDEX i ON t(a); INSERT INTO t VALUES (1)')`,
        source,
      );
      const { sourceCheck } = await capture();
      expect(sourceCheck.result).to.equal('inconclusive');
      expect(sourceCheck.detail).to.include('no such collation sequence: zh');
      expect(sqlite3(destination, 'SELECT * FROM t NOT INDEXED')).to.equal('1\n');
    });

    it('fails on a damaged page; the artifact has the same page', async () => {
      sqlite3(source, 'CREATE TABLE t(a); CREATE TABLE u(a); INSERT INTO u VALUES (randomblob(9000))');
      writeFileSync(source, readFileSync(source).fill(0xff, 2 * 4096, 3 * 4096));
      expect((await capture()).sourceCheck.result).to.equal('failed');
      expect(readFileSync(destination).equals(readFileSync(source))).to.equal(true);
    });
  });

  it('refuses a hard link when the WAL is at the other name', async () => {
    writer = await PythonWriter.start(WAL_WRITER, join(folder, 'other.db'));
    linkSync(join(folder, 'other.db'), source);
    const error = await rejectionOf(capture());
    expect(error).to.be.instanceOf(DatabaseAccessException);
    expect((error as DatabaseAccessException).message).to.include('other.db');
  });
});
