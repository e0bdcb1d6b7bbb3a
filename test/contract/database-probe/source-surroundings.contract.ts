import { expect } from 'chai';
import { chown, link } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { itemTable, writeDatabase } from '../../support/database-fixtures.ts';
import { hasProcessTable } from '../../support/process-table.ts';
import { PythonProcess, runPython } from '../../support/python-process.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import type { FileProbeSubject } from './file-probe-subject.ts';

const WAL_WRITER = `
db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA journal_mode = wal')
db.execute('CREATE TABLE item (id INTEGER PRIMARY KEY)')
db.execute('INSERT INTO item VALUES (1)')
stay()
`;

/** What a probe of real files sees around the database. */
export function describeSourceSurroundings(name: string, create: () => Promise<FileProbeSubject>): void {
  describe(`${name} sees`, () => {
    let subject: FileProbeSubject;

    beforeEach(async () => {
      subject = await create();
    });

    afterEach(async () => {
      await subject.dispose();
    });

    const probe = () =>
      subject.probe.probe(subject.sourcePath, { busyTimeoutMs: 200, signal: new AbortController().signal });

    it('the write-ahead log of a running application, and its SQLite', async () => {
      const writer = await PythonProcess.start(WAL_WRITER, subject.sourcePath);
      try {
        const before = await subject.fingerprint(subject.sourcePath);
        const facts = await probe();
        expect(facts.journalMode).to.equal('wal');
        expect(facts.walBytes).to.be.above(0);
        expect(facts.writerSqliteVersion).to.match(/^3\.\d+\.\d+$/);
        expect(await subject.fingerprint(subject.sourcePath)).to.deep.equal(before);
      } finally {
        await writer.stop();
      }
    });

    it('another name of the file', async () => {
      await subject.source('sound');
      await link(subject.sourcePath, `${subject.sourcePath}.other`);
      expect((await probe()).otherHardLinks).to.equal(1);
    });

    it('a side file of another owner', async function () {
      if (process.getuid?.() !== 0) this.skip();
      const writer = await PythonProcess.start(WAL_WRITER, subject.sourcePath);
      try {
        await chown(`${subject.sourcePath}-shm`, 1234, 1234);
        expect((await probe()).foreignSideFiles).to.deep.equal([`${subject.sourcePath}-shm`]);
      } finally {
        await writer.stop();
      }
    });

    it('who holds it under an exclusive lock', async function () {
      if (!hasProcessTable) this.skip();
      await subject.source('sound');
      const script = `db = sqlite3.connect(path, isolation_level=None)\ndb.execute('BEGIN EXCLUSIVE')\nstay()`;
      const holder = await PythonProcess.start(script, subject.sourcePath);
      try {
        const error = await rejectionOf(probe());
        expect(error).to.be.instanceOf(DatabaseAccessException);
        expect((error as Error).message).to.include(`pid ${holder.pid}`);
      } finally {
        await holder.stop();
      }
    });

    it('the hot journal of a killed writer', async () => {
      writeDatabase(subject.sourcePath, itemTable(2000));
      await runPython(
        `db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA cache_size = 5')
db.execute('BEGIN')
db.execute("UPDATE item SET body = printf('%.*c', 300, 'n')")
os.kill(os.getpid(), signal.SIGKILL)`,
        subject.sourcePath,
      ).catch(() => undefined);
      const before = await subject.fingerprint(subject.sourcePath);
      expect(await rejectionOf(probe())).to.be.instanceOf(DatabaseAccessException);
      expect(await subject.fingerprint(subject.sourcePath)).to.deep.equal(before);
    });
  });
}
