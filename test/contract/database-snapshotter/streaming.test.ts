import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { TaskProcess } from '../../../src/adapters/outbound/task-worker/task-process.ts';
import {
  NativeDatabaseSnapshotter,
  SqlJsDatabaseSnapshotter,
} from '../../../src/adapters/outbound/database-snapshotter/child-process-database-snapshotter.ts';
import { BackupCreationException } from '../../../src/domain/exceptions/backup-creation-exception.ts';
import { taskWorkerPath } from '../../../src/main/runtime.ts';
import { PythonProcess } from '../../support/python-process.ts';
import { capture, expectRefusal } from './database-snapshotter.contract.ts';
import { FileSnapshotterSubject } from './file-snapshotter-subject.ts';

const task = new TaskProcess(taskWorkerPath());

const WAL_WRITER = `
db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA journal_mode = wal')
db.execute('PRAGMA wal_autocheckpoint = 0')
db.execute('CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT NOT NULL)')
db.execute('BEGIN')
db.executemany("INSERT INTO item VALUES (?, hex(randomblob(150)))", [(n,) for n in range(3000)])
db.execute('COMMIT')
db.execute('PRAGMA wal_checkpoint(passive)').fetchall()
db.execute("UPDATE item SET body = 'newer' WHERE id % 3 = 0")
stay()
`;

/** Every commit makes the WAL grow during a read transaction; the capture takes a while. */
const GROWING_WRITER = `
db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA journal_mode = wal')
db.execute('PRAGMA synchronous = off')
db.execute('CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT NOT NULL)')
db.execute('BEGIN')
db.executemany("INSERT INTO item VALUES (?, hex(randomblob(500)))", [(n,) for n in range(40000)])
db.execute('COMMIT')
db.execute('PRAGMA wal_checkpoint(truncate)').fetchall()
print('ready', flush=True)
while True:
    db.execute("UPDATE item SET body = hex(randomblob(500)) WHERE id % 100 = 0")
`;

describe('NativeDatabaseSnapshotter streams', () => {
  let subject: FileSnapshotterSubject;
  let source: string;
  let writer: PythonProcess | undefined;

  beforeEach(async () => {
    subject = await FileSnapshotterSubject.create(new NativeDatabaseSnapshotter(task));
    source = subject.path('app.db');
  });

  afterEach(async () => {
    await writer?.kill();
    writer = undefined;
    await subject.dispose();
  });

  it('a WAL database without a scratch copy', async () => {
    writer = await PythonProcess.start(WAL_WRITER, source);
    const beside = new Set<string>();
    const facts = await capture(subject, source, {
      onProgress: () => {
        void readdir(subject.destinationPath.replace(/[^/]*$/, '')).then((names) => {
          for (const name of names) beside.add(name);
        });
      },
    });
    expect(facts.capture).to.equal('stream');
    expect([...beside].filter((name) => name !== 'artifact.db')).to.deep.equal([]);
  });

  it('the same image as the sql.js engine composes from main file and WAL', async () => {
    writer = await PythonProcess.start(WAL_WRITER, source);
    const native = await capture(subject, source);
    const other = await FileSnapshotterSubject.create(new SqlJsDatabaseSnapshotter(task));
    try {
      const sqlJs = await capture(other, source);
      expect(native.databaseSha256).to.equal(sqlJs.databaseSha256);
      expect(native.databaseSha256).not.to.equal(sha256(await readFile(source)));
    } finally {
      await other.dispose();
    }
  });

  it('a rollback-journal database from a spool, byte for byte', async () => {
    await subject.source('large');
    const facts = await capture(subject, source);
    expect(facts.capture).to.equal('spool');
    expect(facts.databaseSha256).to.equal(sha256(await readFile(source)));
    expect(await subject.leftovers()).to.deep.equal(['artifact.db']);
  });

  it('until the WAL exceeds its limit', async () => {
    writer = await PythonProcess.start(GROWING_WRITER, source);
    const { message, hint } = await expectRefusal(
      subject,
      capture(subject, source, { maxWalGrowthBytes: 1, compressionLevel: 9 }),
      BackupCreationException,
    );
    expect(message).to.include('max_wal_growth_mb');
    expect(hint).to.include('max_wal_growth_mb');
    expect((await stat(source)).size).to.be.above(0);
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
