import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { FleetRecords } from '../../../src/application/ports/fleet-records.ts';
import { NOW } from '../../support/backup-builder.ts';
import { aFleetRecord } from '../../support/fleet-records.ts';

export interface FleetRecordsSubject {
  readonly records: FleetRecords;
  /** The same store for credentials that may only read; absent where there are none to try. */
  readonly reader?: FleetRecords;
  /** The clock of the store is this one's, to the second. */
  storeTime(): Date;
  /** Replaces the record of a host by something else. */
  damage(host: string, content: string): Promise<void>;
  /** Puts a file of another tool next to the records; its key is below `fleet/`. */
  putOther(name: string): Promise<void>;
  dispose(): Promise<void>;
}

const ALIKE = ['web', 'Web', 'web.json', 'web/1', 'web 1', 'fleet', '主机', '..', '%2e', 'web-1.example.com'];
const SECOND_MS = 1000;

export function describeFleetRecords(name: string, create: () => Promise<FleetRecordsSubject>): void {
  describe(name, () => {
    let subject: FleetRecordsSubject;
    let records: FleetRecords;

    beforeEach(async () => {
      subject = await create();
      ({ records } = subject);
    });

    afterEach(() => subject.dispose());

    const listed = async (host: string) => (await records.list()).records.find((one) => one.host === host);

    it('lists the record of every host as it was written', async () => {
      expect((await records.list()).records).to.deep.equal([]);
      const full = aFleetRecord({
        status: 'critical',
        findings: [
          { status: 'critical', kind: 'no_verified_backup', database: 'shop' },
          { status: 'warning', kind: 'disk_nearly_full', database: undefined },
        ],
        databases: [
          ...aFleetRecord().databases,
          { database: 'shop', newestVerified: undefined, overdueAt: undefined },
        ],
      });
      const empty = aFleetRecord({ host: 'web-2', databases: [], stores: [] });
      await records.write(full);
      await records.write(empty);
      expect((await listed('web-1'))?.record).to.deep.equal(full);
      expect((await listed('web-2'))?.record).to.deep.equal(empty);
      expect((await records.list()).records).to.have.lengthOf(2);
    });

    it('replaces the record of the same host', async () => {
      await records.write(aFleetRecord());
      await records.list();
      const next = aFleetRecord({ status: 'warning', toolVersion: '2.0.0' });
      await records.write(next);
      expect((await records.list()).records.map(({ record }) => record)).to.deep.equal([next]);
    });

    it('keeps the time of the last run that found a database unchanged', async () => {
      const [app] = aFleetRecord().databases;
      const newestVerified = { ...app!.newestVerified!, unchangedAt: new Date(NOW.getTime() + 1) };
      const record = aFleetRecord({ databases: [{ ...app!, newestVerified }] });
      await records.write(record);
      expect(await records.find('web-1')).to.deep.equal(record);
    });

    it('keeps hosts apart whose names differ in any way', async () => {
      for (const host of ALIKE) await records.write(aFleetRecord({ host }));
      const hosts = (await records.list()).records.map(({ host, record }) => [host, record?.host]);
      expect(hosts.sort()).to.deep.equal(ALIKE.map((host) => [host, host]).sort());
    });

    it('finds the record of one host, or nothing', async () => {
      expect(await records.find('web-1')).to.equal(undefined);
      await records.write(aFleetRecord());
      expect(await records.find('web-1')).to.deep.equal(aFleetRecord());
      expect(await records.find('web')).to.equal(undefined);
      await subject.damage('web-1', '{"format":1');
      expect(await records.find('web-1')).to.equal(undefined);
    });

    it('has the time of the store, and when it got each record', async () => {
      const before = subject.storeTime().getTime() - 2 * SECOND_MS;
      // The times in the record are those of the host, and may be any.
      await records.write(aFleetRecord({ writtenAt: new Date(0) }));
      const { now } = await records.list();
      const after = subject.storeTime().getTime() + 2 * SECOND_MS;
      expect(now.getTime()).to.be.within(before, after);
      expect((await listed('web-1'))?.storedAt.getTime()).to.be.within(before, after);
    });

    it('lists a damaged record and one of a later version as unreadable', async () => {
      for (const content of ['', '{"format":1', '{"format":2,"host":"web-1"}', '[]']) {
        await subject.damage('web-1', content);
        expect(await listed('web-1'), content).to.include({ host: 'web-1', record: undefined });
      }
      await records.write(aFleetRecord());
      expect((await listed('web-1'))?.record).to.deep.equal(aFleetRecord());
    });

    it('ignores other files', async () => {
      await records.write(aFleetRecord());
      for (const other of ['readme.txt', 'sub/web-9.json', '%zz.json', '.json'])
        await subject.putOther(other);
      expect((await records.list()).records.map(({ host }) => host)).to.deep.equal(['web-1']);
    });

    it('lists without writing', async () => {
      await records.write(aFleetRecord());
      const reader = subject.reader ?? records;
      const { records: seen, now } = await reader.list();
      expect(seen.map(({ record }) => record)).to.deep.equal([aFleetRecord()]);
      expect(now.getTime()).to.be.closeTo(subject.storeTime().getTime(), 2 * SECOND_MS);
    });
  });
}
