import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { RestoreRecords } from '../../../src/application/ports/restore-records.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import type { RestoreRecord } from '../../../src/domain/restore/restore-record.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface RestoreRecordsSubject {
  readonly records: RestoreRecords;
  /** Another process's view of the same directory. */
  another(): RestoreRecords;
  /** Overwrites what is on record of a database, as a failing disk would. */
  damage(database: string): void;
  /** From now on no record can be written. */
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

/** The promises of the port RestoreRecords. */
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

    it('one record for each database; saving replaces it', async () => {
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
      it(`keeps what is left of the old content: ${safetyCopy?.kind ?? 'nothing'}`, async () => {
        await subject.records.save({ ...RECORD, safetyCopy });
        expect((await subject.records.read('app'))?.safetyCopy).to.deep.equal(safetyCopy);
      });
    }

    it('keeps the record before one that has begun', async () => {
      const previous: RestoreRecord = { ...RECORD, state: 'done' };
      await subject.records.save({ ...RECORD, filename: 'app-20261122T230000000Z.db.gz', previous });
      expect((await subject.records.read('app'))?.previous).to.deep.equal(previous);
    });

    it('what one process saved another one reads', async () => {
      await subject.records.save(RECORD);
      expect(await subject.another().read('app')).to.deep.equal(RECORD);
    });

    it('lists the latest restore first', async () => {
      await subject.records.save(RECORD);
      await subject.records.save(OF_SHOP);
      expect(await subject.records.list()).to.deep.equal([OF_SHOP, RECORD]);
    });

    it('records of different databases do not meet', async () => {
      const databases = Array.from({ length: 20 }, (_, index) => `db${String(index)}`);
      await Promise.all(databases.map((database) => subject.another().save({ ...RECORD, database })));
      const listed = (await subject.records.list()).map(({ database }) => database);
      expect(listed).to.have.members(databases);
      await subject.records.clear('db7');
      expect(await subject.records.read('db7')).to.equal(undefined);
      expect(await subject.records.list()).to.have.length(19);
    });

    it('BackupDirectoryException when it cannot be saved, and the old record stays', async () => {
      await subject.records.save(RECORD);
      subject.refuseWrites();
      const error = await rejectionOf(subject.records.save({ ...RECORD, state: 'done' }));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect(await subject.another().read('app')).to.deep.equal(RECORD);
    });

    it('an unreadable record reads as none, and can be replaced', async () => {
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
