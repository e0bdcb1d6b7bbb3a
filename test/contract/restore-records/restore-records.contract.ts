import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { RestoreRecords } from '../../../src/application/ports/restore-records.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import type { RestoreRecord } from '../../../src/domain/restore/restore-record.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface RestoreRecordsSubject {
  readonly records: RestoreRecords;
  /** The same directory as another process sees it. */
  another(): RestoreRecords;
  /** Overwrites a database's record, as a failing disk would. */
  damage(database: string): void;
  /** Makes every later write fail. */
  refuseWrites(): void;
  remove(): void;
}

const RECORD: RestoreRecord = {
  database: 'app',
  filename: 'app-20261122T210800123Z.db.gz',
  targetPath: '/data/app.db',
  safetyCopy: { kind: 'backup', filename: 'app-20261122T220000000Z.db.gz' },
  restoredAt: new Date('2026-11-22T22:00:00.000Z'),
  state: 'begun',
};
const OF_SHOP: RestoreRecord = {
  ...RECORD,
  database: 'shop',
  restoredAt: new Date('2026-11-22T23:00:00.000Z'),
};

export function restoreRecordsContract(name: string, create: () => RestoreRecordsSubject): void {
  describe(`RestoreRecords: ${name}`, () => {
    let subject: RestoreRecordsSubject;
    beforeEach(() => {
      subject = create();
    });
    afterEach(() => {
      subject.remove();
    });

    it('has no record at first', async () => {
      expect(await subject.records.read('app')).to.equal(undefined);
      expect(await subject.records.list()).to.deep.equal([]);
      await subject.records.clear('app');
    });

    it('keeps one record per database', async () => {
      await subject.records.save(RECORD);
      const done: RestoreRecord = { ...RECORD, state: 'done' };
      await subject.records.save(done);
      expect(await subject.records.read('app')).to.deep.equal(done);
      expect(await subject.records.list()).to.deep.equal([done]);
    });

    for (const safetyCopy of [
      undefined,
      { kind: 'backup', filename: 'app-20261122T220000000Z.db.gz' },
      { kind: 'raw_copy', path: '/backup/.state/quarantine/x.damaged.db' },
    ] as const) {
      it(`keeps the safety copy: ${safetyCopy?.kind ?? 'nothing'}`, async () => {
        await subject.records.save({ ...RECORD, safetyCopy });
        expect((await subject.records.read('app'))?.safetyCopy).to.deep.equal(safetyCopy);
      });
    }

    it('keeps the record before an unfinished one', async () => {
      const previous: RestoreRecord = { ...RECORD, state: 'done' };
      await subject.records.save({ ...RECORD, filename: 'app-20261122T230000000Z.db.gz', previous });
      expect((await subject.records.read('app'))?.previous).to.deep.equal(previous);
    });

    it('shares records between processes', async () => {
      await subject.records.save(RECORD);
      expect(await subject.another().read('app')).to.deep.equal(RECORD);
    });

    it('lists the latest restore first', async () => {
      await subject.records.save(RECORD);
      await subject.records.save(OF_SHOP);
      expect(await subject.records.list()).to.deep.equal([OF_SHOP, RECORD]);
    });

    it('keeps records of different databases apart', async () => {
      const databases = Array.from({ length: 20 }, (_, index) => `db${String(index)}`);
      await Promise.all(databases.map((database) => subject.another().save({ ...RECORD, database })));
      const listed = (await subject.records.list()).map(({ database }) => database);
      expect(listed).to.have.members(databases);
      await subject.records.clear('db7');
      expect(await subject.records.read('db7')).to.equal(undefined);
      expect(await subject.records.list()).to.have.length(19);
    });

    it('keeps the old record when a save fails', async () => {
      await subject.records.save(RECORD);
      subject.refuseWrites();
      const error = await rejectionOf(subject.records.save({ ...RECORD, state: 'done' }));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect(await subject.another().read('app')).to.deep.equal(RECORD);
    });

    it('reads an unreadable record as none', async () => {
      await subject.records.save(RECORD);
      await subject.records.save(OF_SHOP);
      subject.damage('app');
      expect(await subject.records.read('app')).to.equal(undefined);
      expect(await subject.records.list()).to.deep.equal([OF_SHOP]);
      await subject.records.save(RECORD);
      expect(await subject.records.read('app')).to.deep.equal(RECORD);
    });
  });
}
