import { expect } from 'chai';
import { access, appendFile, chmod, chown, link, rm, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Engine } from '../../../src/domain/backup/manifest.ts';
import { BackupCreationException } from '../../../src/domain/exceptions/backup-creation-exception.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { itemTable, readItems, writeDatabase } from '../../support/database-fixtures.ts';
import { hasProcessTable } from '../../support/process-table.ts';
import { PythonProcess, runPython } from '../../support/python-process.ts';
import { captureAsOrdinaryUser } from './capture-as-ordinary-user.ts';
import { capture, expectRefusal } from './database-snapshotter.contract.ts';
import type { FileSnapshotterSubject } from './file-snapshotter-subject.ts';

export interface EngineTraits {
  readonly engine: Engine;
  /** A WAL database cannot be opened without a `-wal` and `-shm` beside it. */
  readonly needsSideFiles: boolean;
}

/** Killed with part of its transaction in the main file: only the journal can take that back. */
const KILLED_WRITER = `
db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA cache_size = 5')
db.execute('BEGIN')
db.execute("UPDATE item SET body = printf('%.*c', 300, 'n')")
os.kill(os.getpid(), signal.SIGKILL)
`;

const HOLDER = `
db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA locking_mode = EXCLUSIVE')
db.execute('BEGIN EXCLUSIVE')
db.execute("UPDATE item SET body = 'held' WHERE id = 1")
db.execute('COMMIT')
stay()
`;

/** What was committed before the writer died with a part of its transaction in the main file. */
async function killWriterOf(source: string): Promise<unknown> {
  writeDatabase(source, itemTable(2000));
  const committed = readItems(source);
  await runPython(KILLED_WRITER, source).catch(() => undefined);
  expect((await stat(`${source}-journal`)).size).to.be.above(0);
  return committed;
}

/** Makes the journal one of a transaction over several databases. */
async function nameSuperJournal(journal: string, superJournal: string): Promise<void> {
  const name = Buffer.from(superJournal);
  const record = Buffer.alloc(4 + name.length + 16);
  name.copy(record, 4);
  record.writeUInt32BE(name.length, 4 + name.length);
  record.writeUInt32BE(
    name.reduce((sum, byte) => sum + byte, 0),
    8 + name.length,
  );
  Buffer.from('d9d505f920a163d7', 'hex').copy(record, 12 + name.length);
  await appendFile(journal, record);
}

/** Keeps a database in WAL mode with a committed row that is in the log alone. */
const LOGGING_WRITER = `
db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA journal_mode = WAL')
db.execute('PRAGMA wal_autocheckpoint = 0')
db.execute("UPDATE item SET body = 'in the log' WHERE id = 1")
stay()
`;

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Sources that are there and cannot be read now, and captures that something ends from outside. */
export function describeUnreachableSources(
  name: string,
  create: () => Promise<FileSnapshotterSubject>,
  { engine, needsSideFiles }: EngineTraits,
): void {
  describe(`${name} refuses`, () => {
    let subject: FileSnapshotterSubject;
    let source: string;

    beforeEach(async () => {
      subject = await create();
      source = subject.path('app.db');
    });

    afterEach(async () => {
      await subject.dispose();
    });

    it('a database under locking_mode=EXCLUSIVE, and names the holder', async function () {
      if (!hasProcessTable) this.skip();
      writeDatabase(source, itemTable(20));
      const holder = await PythonProcess.start(HOLDER, source);
      try {
        const { message } = await expectRefusal(subject, capture(subject, source), DatabaseAccessException);
        expect(message)
          .to.match(/python/)
          .and.to.include(`pid ${holder.pid}`);
      } finally {
        await holder.stop();
      }
    });

    it('the hot journal of a killed writer, and leaves it as it is', async function () {
      if (subject.snapshotter.supports.hotJournals) this.skip();
      await killWriterOf(source);
      const before = await subject.fingerprint(source);
      const { message } = await expectRefusal(subject, capture(subject, source), DatabaseAccessException);
      expect(message).to.include('journal');
      expect(await subject.fingerprint(source)).to.deep.equal(before);
    });

    it('nothing where it can recover a copy of what a killed writer left, and leaves the source as it is', async function () {
      if (!subject.snapshotter.supports.hotJournals) this.skip();
      const committed = await killWriterOf(source);
      const before = await subject.fingerprint(source);
      await capture(subject, source);
      const { image } = await subject.readArtifact('gzip');
      expect(await subject.contentOf(image)).to.deep.equal(committed);
      expect(await subject.fingerprint(source)).to.deep.equal(before);
      expect(await subject.leftovers()).to.deep.equal(['artifact.db']);
    });

    it('a hot journal whose super-journal belongs elsewhere: the database may be half of a transaction', async () => {
      await killWriterOf(source);
      await nameSuperJournal(`${source}-journal`, '/nowhere/else/main.db-mj12345678');
      const before = await subject.fingerprint(source);
      const { message, hint } = await expectRefusal(
        subject,
        capture(subject, source),
        DatabaseAccessException,
      );
      expect(message).to.include(source).and.to.include('/nowhere/else/main.db-mj12345678');
      expect(hint).to.include('/nowhere/else');
      expect(await subject.fingerprint(source)).to.deep.equal(before);
    });

    it('nothing where the super-journal is there: its transaction is rolled back in a copy', async function () {
      if (!subject.snapshotter.supports.hotJournals) this.skip();
      const committed = await killWriterOf(source);
      const superJournal = `${source}-mj12345678`;
      await writeFile(superJournal, '/a/journal/that/is/gone\0');
      await nameSuperJournal(`${source}-journal`, superJournal);
      const before = await subject.fingerprint(source);
      await capture(subject, source);
      const { image } = await subject.readArtifact('gzip');
      expect(await subject.contentOf(image)).to.deep.equal(committed);
      expect(await subject.fingerprint(source)).to.deep.equal(before);
      expect((await stat(superJournal)).size, 'the super-journal is not ours to remove').to.be.above(0);
    });

    for (const [where, other] of [
      ['in its folder', 'other.db'],
      ['elsewhere', '../other.db'],
    ] as const) {
      it(`a hard link of a live WAL database whose WAL is next to a name ${where}`, async () => {
        const real = subject.path(other);
        writeDatabase(real, itemTable(20));
        await link(real, source);
        const writer = await PythonProcess.start(LOGGING_WRITER, real);
        try {
          const { message } = await expectRefusal(subject, capture(subject, source), DatabaseAccessException);
          expect(message).to.include(source).and.to.include('hard link');
          expect(await exists(`${source}-wal`), 'no log is made').to.equal(false);
          // The name beside which the log is has all of it.
          await capture(subject, real);
          const { image } = await subject.readArtifact('gzip');
          expect(JSON.stringify(await subject.contentOf(image))).to.include('in the log');
        } finally {
          await writer.stop();
        }
      });
    }

    it('no WAL database whose names are all in one folder, none with a log', async () => {
      writeDatabase(source, `PRAGMA journal_mode = wal; ${itemTable(20)}`);
      await link(source, subject.path('other.db'));
      await capture(subject, source);
      const { image } = await subject.readArtifact('gzip');
      expect(await subject.contentOf(image)).to.deep.equal(readItems(subject.path('other.db')));
    });

    it('to continue when its process was killed, and leaves nothing', async function () {
      if (!hasProcessTable) this.skip();
      const killed: number[] = [];
      const outcome = capture(subject, await subject.source('large'), {
        onProgress: () => {
          if (killed.length > 0) return;
          killed.push(...subject.workers());
          for (const pid of killed) process.kill(pid, 'SIGKILL');
        },
      });
      const { message } = await expectRefusal(subject, outcome, BackupCreationException);
      expect(message).to.include('SIGKILL');
      expect(killed).to.have.lengthOf(1);
    });

    it('a destination that is not there', async () => {
      const outcome = capture(subject, await subject.source('sound'), {
        destinationPath: subject.path('no/such/folder/artifact'),
      });
      await expectRefusal(subject, outcome, BackupDirectoryException);
    });

    it('a source that this user may not read', async function () {
      await subject.source('sound');
      await chmod(source, 0o000);
      const answer = await captureAsOrdinaryUser(engine, source);
      if (answer === undefined) this.skip();
      expect(answer.code).to.equal('DATABASE_ACCESS');
      expect(answer.message).to.include('permission denied').and.to.include(source);
      expect(answer.hint).to.match(/user that owns/);
    });

    it('a source in a folder that this user may not enter', async function () {
      await subject.source('sound');
      await chmod(subject.path('.'), 0o700);
      const answer = process.getuid?.() === 0 ? await captureAsOrdinaryUser(engine, source) : undefined;
      if (answer === undefined) this.skip();
      expect(answer.code).to.equal('DATABASE_ACCESS');
      expect(answer.hint).to.match(/its folder/);
    });

    it('a WAL database without side files in a read-only folder, where it needs them', async function () {
      writeDatabase(source, `PRAGMA journal_mode = wal; ${itemTable(20)}`);
      for (const suffix of ['-wal', '-shm']) await rm(source + suffix, { force: true });
      await chmod(subject.folder, 0o755);
      await chmod(source, 0o644);
      if (process.getuid?.() === 0) await chown(subject.path('.'), 0, 0);
      await chmod(subject.path('.'), 0o555);
      const before = await subject.fingerprint(source);
      const answer = await captureAsOrdinaryUser(engine, source);
      await chmod(subject.path('.'), 0o755);
      if (answer === undefined) this.skip();
      expect(await subject.fingerprint(source)).to.deep.equal(before);
      if (!needsSideFiles) {
        expect(answer.code).to.equal('captured');
        return;
      }
      expect(answer.code).to.equal('DATABASE_ACCESS');
      expect(answer.message).to.include('-shm');
      expect(answer.hint).to.match(/write permission on the folder/);
    });
  });
}
