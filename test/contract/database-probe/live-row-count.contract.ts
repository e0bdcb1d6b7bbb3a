import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { BackupTimeoutException } from '../../../src/domain/exceptions/backup-timeout-exception.ts';
import { DatabaseAccessException } from '../../../src/domain/exceptions/database-access-exception.ts';
import { itemTable, writeDatabase } from '../../support/database-fixtures.ts';
import { execute, holdOpen, type ForeignProgram } from '../../support/writers.ts';
import { hasProcessTable } from '../../support/process-table.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import type { FileRowCountSubject } from './file-row-count-subject.ts';

export function describeLiveRowCount(name: string, create: () => Promise<FileRowCountSubject>): void {
  describe(`${name}, while an application has the database open,`, () => {
    let subject: FileRowCountSubject;
    let application: ForeignProgram | undefined;

    beforeEach(async () => {
      subject = await create();
      writeDatabase(subject.sourcePath, itemTable(200));
    });

    afterEach(async () => {
      await application?.stop();
      application = undefined;
      await subject.dispose();
    });

    const rowsOfItem = async (timeLimitMs = 30_000): Promise<number | undefined> => {
      const options = { busyTimeoutMs: 200, timeLimitMs, signal: new AbortController().signal };
      const { tables } = await subject.probe.countRows(subject.sourcePath, options);
      return tables.find((table) => table.name === 'item')?.rows;
    };

    for (const mode of ['wal', 'delete']) {
      it(`counts what is committed, and lets the application write: journal mode ${mode}`, async () => {
        application = await holdOpen(
          subject.sourcePath,
          `PRAGMA journal_mode = ${mode}`,
          'PRAGMA wal_autocheckpoint = 0',
          "INSERT INTO item VALUES (1000, 'committed')",
        );
        const before = await subject.fingerprint(subject.sourcePath);
        expect(await rowsOfItem()).to.equal(201);
        expect(await subject.fingerprint(subject.sourcePath)).to.deep.equal(before);
        await execute(subject.sourcePath, "INSERT INTO item VALUES (1001, 'later')");
        expect(await rowsOfItem()).to.equal(202);
      });
    }

    it('does not count what is not committed', async () => {
      application = await holdOpen(
        subject.sourcePath,
        'PRAGMA journal_mode = wal',
        'BEGIN IMMEDIATE',
        'DELETE FROM item WHERE id > 100',
      );
      expect(await rowsOfItem()).to.equal(200);
    });

    it('throws DatabaseAccessException when the database is locked beyond the wait', async function () {
      if (!hasProcessTable) this.skip();
      application = await holdOpen(subject.sourcePath, 'BEGIN EXCLUSIVE');
      expect(await rejectionOf(rowsOfItem())).to.be.instanceOf(DatabaseAccessException);
    });

    it('throws BackupTimeoutException when the time is over before the first result', async () => {
      expect(await rejectionOf(rowsOfItem(1))).to.be.instanceOf(BackupTimeoutException);
    });
  });
}
