import { expect } from 'chai';
import { appendFile, chmod, chown, readFile, stat, truncate } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { DatabaseCorruptedException } from '../../../src/domain/exceptions/database-corrupted-exception.ts';
import { itemTable, writeDatabase } from '../../support/database-fixtures.ts';
import { PythonProcess } from '../../support/python-process.ts';
import { capture, expectRefusal } from './database-snapshotter.contract.ts';
import type { FileSnapshotterSubject } from './file-snapshotter-subject.ts';

const FIRST_ROWS = [[1, 'one'] as const, [2, 'two'] as const];
const OPEN_TABLE = `
db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA journal_mode = %s')
db.execute('CREATE TABLE item (id INTEGER PRIMARY KEY, body TEXT NOT NULL)')
db.execute("INSERT INTO item VALUES (1, 'one'), (2, 'two')")
`;
/** The writer stays in a transaction whose rows must not be seen. */
const OPEN_TRANSACTION = `
db.execute('BEGIN')
db.execute("INSERT INTO item VALUES (3, 'never committed')")
stay()
`;
/** Too much for the writer's cache: uncommitted frames stand in the log. */
const SPILLED_TRANSACTION = `
db.execute('PRAGMA cache_size = 5')
db.execute('BEGIN')
db.executemany("INSERT INTO item VALUES (?, printf('%.*c', 3000, 'n'))", [(n,) for n in range(3, 300)])
stay()
`;

/** What a capture makes of real files in every journal mode and shape, while another program has them open. */
export function describeJournalModes(name: string, create: () => Promise<FileSnapshotterSubject>): void {
  describe(`${name} captures`, () => {
    let subject: FileSnapshotterSubject;
    let source: string;
    let writer: PythonProcess | undefined;

    beforeEach(async () => {
      subject = await create();
      source = subject.path('app.db');
    });

    afterEach(async () => {
      await writer?.stop();
      writer = undefined;
      await subject.dispose();
    });

    /** Opening the source itself would leave side files. */
    const contentOfCopy = async (): Promise<unknown> => subject.contentOf(await readFile(source));
    const captured = async (): Promise<unknown> =>
      subject.contentOf((await subject.readArtifact('gzip')).image);

    it('rows that are only in the -wal, with the writer still there', async () => {
      writer = await PythonProcess.start(
        `${OPEN_TABLE.replace('%s', 'wal')}db.execute('PRAGMA wal_autocheckpoint = 0')\nstay()`,
        source,
      );
      expect((await stat(`${source}-wal`)).size).to.be.above((await stat(source)).size);
      const before = await subject.fingerprint(source);
      const facts = await capture(subject, source);
      expect(facts.journalMode).to.equal('wal');
      expect(await captured()).to.deep.equal(FIRST_ROWS);
      expect(await subject.fingerprint(source)).to.deep.equal(before);
    });

    it('no row of an open transaction that has spilled into the -wal', async () => {
      writer = await PythonProcess.start(OPEN_TABLE.replace('%s', 'wal') + SPILLED_TRANSACTION, source);
      expect((await stat(`${source}-wal`)).size).to.be.above(100_000);
      const before = await subject.fingerprint(source);
      await capture(subject, source);
      expect(await captured()).to.deep.equal(FIRST_ROWS);
      expect(await subject.fingerprint(source)).to.deep.equal(before);
    });

    it("a closed WAL database; side files that appear have the database's owner and mode", async () => {
      await subject.source('wal-header');
      await chmod(source, 0o640);
      if (process.getuid?.() === 0) await chown(source, 1234, 5678);
      const before = await subject.fingerprint(source);
      const expected = await contentOfCopy();
      await capture(subject, source);
      expect(await captured()).to.deep.equal(expected);
      expect(await subject.fingerprint(source)).to.deep.equal(before);
    });

    for (const mode of ['wal', 'delete', 'truncate', 'persist']) {
      it(`no row of an open transaction, in mode ${mode}`, async () => {
        writer = await PythonProcess.start(OPEN_TABLE.replace('%s', mode) + OPEN_TRANSACTION, source);
        const before = await subject.fingerprint(source);
        const facts = await capture(subject, source);
        expect(facts.journalMode === 'wal').to.equal(mode === 'wal');
        expect(await captured()).to.deep.equal(FIRST_ROWS);
        expect(await subject.fingerprint(source)).to.deep.equal(before);
      });
    }

    it('what a closed persist-mode writer left, its spent journal included', async () => {
      writeDatabase(source, `PRAGMA journal_mode = persist; ${itemTable(20)} UPDATE item SET body = 'new';`);
      const before = await subject.fingerprint(source);
      const expected = await subject.expectedContent(source);
      await capture(subject, source);
      expect(await captured()).to.deep.equal(expected);
      expect(await subject.fingerprint(source)).to.deep.equal(before);
    });

    for (const pageSize of [512, 1024, 4096, 65536]) {
      for (const mode of ['delete', 'wal']) {
        it(`pages of ${pageSize} bytes, in mode ${mode}`, async () => {
          const settings = `PRAGMA page_size = ${pageSize}; PRAGMA journal_mode = ${mode};`;
          writeDatabase(source, settings + itemTable(300));
          const expected = await subject.expectedContent(source);
          const facts = await capture(subject, source);
          expect(facts.pageSize).to.equal(pageSize);
          expect(facts.databaseBytes).to.equal(facts.pageCount * pageSize);
          expect(facts.sourceCheck.result).to.equal('ok');
          expect(await captured()).to.deep.equal(expected);
        });
      }
    }

    it('a file that is longer than its header says, without the tail', async () => {
      writeDatabase(source, itemTable(100));
      const expected = await subject.expectedContent(source);
      const { databaseBytes } = await capture(subject, source, { destinationPath: `${source}.first` });
      await appendFile(source, Buffer.alloc(3 * 4096, 7));
      const facts = await capture(subject, source);
      expect(facts.databaseBytes).to.equal(databaseBytes);
      expect(await captured()).to.deep.equal(expected);
    });

    it('nothing of a file that is shorter than its header says: damaged', async () => {
      writeDatabase(source, itemTable(100));
      await truncate(source, 2 * 4096);
      const { message } = await expectRefusal(subject, capture(subject, source), DatabaseCorruptedException);
      expect(message).to.include(source);
    });

    for (const compression of ['gzip', 'zstd'] as const) {
      it(`as small as the level allows, with ${compression}`, async function () {
        if (!subject.snapshotter.supports.compressions.includes(compression)) this.skip();
        writeDatabase(source, itemTable(3000));
        const options = { compression, destinationPath: `${source}.quick`, compressionLevel: 1 };
        const quick = await capture(subject, source, options);
        const thorough = await capture(subject, source, { compression, compressionLevel: 9 });
        expect(thorough.storedBytes).to.be.below(quick.storedBytes);
        expect(thorough.databaseSha256).to.equal(quick.databaseSha256);
      });
    }
  });
}
