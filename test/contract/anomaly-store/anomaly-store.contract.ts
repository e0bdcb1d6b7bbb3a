import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { AnomalyStore } from '../../../src/application/ports/anomaly-store.ts';
import { NO_ANOMALIES, type AnomalyState } from '../../../src/domain/anomaly/anomaly.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

export interface AnomalyStoreSubject {
  /** Stores of the same directory at each call. */
  createStore(): AnomalyStore;
  /** Replaces a database's record by another content. */
  damage(database: string, content: string): Promise<void>;
  /** A database's record, byte for byte. */
  content(database: string): Promise<string>;
  /** Makes every later write fail. */
  refuseWrites(): Promise<void>;
  dispose(): Promise<void>;
}

const SINCE = new Date('2026-11-20T03:00:00.000Z');

const EVERYTHING: AnomalyState = {
  anomalies: [
    { kind: 'source_damaged', since: SINCE, detail: 'row 7 missing from index "é"\n' },
    {
      kind: 'collapse',
      since: new Date('2026-11-21T03:00:00.001Z'),
      before: {
        databaseBytes: 409_600,
        tableCount: 12,
        usedBytes: 401_408,
        stored: { bytes: 100_000, compression: 'zstd' },
      },
      after: { databaseBytes: 8192, tableCount: undefined },
    },
    { kind: 'another_host', since: SINCE, before: 'alpha', hosts: ['beta', 'gamma'] },
    { kind: 'unreadable_record', since: SINCE, detail: 'it is not JSON' },
  ],
  accepted: { databaseBytes: 0, tableCount: 0, at: SINCE },
  acceptedHosts: ['beta'],
};

/** A running system cannot show that a record is durable. */
export function describeAnomalyStore(name: string, create: () => Promise<AnomalyStoreSubject>): void {
  describe(`${name} is an AnomalyStore`, () => {
    let subject: AnomalyStoreSubject;
    let store: AnomalyStore;

    beforeEach(async () => {
      subject = await create();
      store = subject.createStore();
    });

    afterEach(() => subject.dispose());

    it('has no anomalies without a record, also without a backup directory', async () => {
      expect(await store.read('app')).to.deep.equal(NO_ANOMALIES);
      expect(await store.databases()).to.deep.equal([]);
    });

    it('shares records between all stores of the directory', async () => {
      await store.write('app', EVERYTHING);
      expect(await subject.createStore().read('app')).to.deep.equal(EVERYTHING);
    });

    it('replaces the record on a write', async () => {
      await store.write('app', EVERYTHING);
      const less = { anomalies: EVERYTHING.anomalies.slice(0, 1) };
      await store.write('app', less);
      expect(await store.read('app')).to.deep.equal(less);
    });

    it('keeps records of different databases apart', async () => {
      await store.write('app', EVERYTHING);
      await store.write('app.db', NO_ANOMALIES);
      await store.clear('app.db');
      expect(await store.read('app-2')).to.deep.equal(NO_ANOMALIES);
      expect(await store.read('app')).to.deep.equal(EVERYTHING);
    });

    it('lists the databases with a record, sorted', async () => {
      for (const database of ['shop', 'app', 'app.db']) await store.write(database, EVERYTHING);
      await store.clear('shop');
      expect(await store.databases()).to.deep.equal(['app', 'app.db']);
    });

    for (const content of [
      '',
      'garbage',
      'null',
      '[]',
      '{}',
      '{"format":1,"database":"app","anomalies":[]}',
    ]) {
      it(`reads a damaged record as unreadable_record: ${content}`, async () => {
        await store.write('app', EVERYTHING);
        await subject.damage('app', content);
        const { anomalies, accepted } = await store.read('app');
        expect(anomalies).to.have.lengthOf(1);
        expect(anomalies[0]).to.have.property('kind', 'unreadable_record');
        expect(anomalies[0]).to.have.property('detail').that.includes('app');
        expect(accepted).to.equal(undefined);
      });
    }

    it("reads another database's record as unreadable", async () => {
      await store.write('shop', EVERYTHING);
      await subject.damage('app', await subject.content('shop'));
      expect((await store.read('app')).anomalies[0]).to.have.property('kind', 'unreadable_record');
    });

    it('removes a record, also a damaged one, and is idempotent', async () => {
      await store.clear('app');
      await store.write('app', EVERYTHING);
      await subject.damage('app', 'garbage');
      await store.clear('app');
      await store.clear('app');
      expect(await store.read('app')).to.deep.equal(NO_ANOMALIES);
      expect(await store.databases()).to.deep.equal([]);
    });

    it('keeps the old record when a write fails', async () => {
      await store.write('app', EVERYTHING);
      await subject.refuseWrites();
      const error = await rejectionOf(store.write('app', NO_ANOMALIES));
      expect(error).to.be.instanceOf(BackupDirectoryException);
      expect((error as BackupDirectoryException).hint).to.match(/\w/);
      expect(await store.read('app')).to.deep.equal(EVERYTHING);
    });
  });
}
