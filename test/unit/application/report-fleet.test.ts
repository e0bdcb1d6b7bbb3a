import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { InMemoryFleetRecords } from '../../../src/adapters/outbound/fleet-records/in-memory-fleet-records.ts';
import { ReportFleet } from '../../../src/application/report-fleet.ts';
import type { NamedStore } from '../../../src/application/stores/named-store.ts';
import { StoreException } from '../../../src/domain/exceptions/store-exception.ts';
import { UsageException } from '../../../src/domain/exceptions/usage-exception.ts';
import { HOUR_MS, NOW } from '../../support/backup-builder.ts';
import { aFleetRecord } from '../../support/fleet-records.ts';
import { InMemoryProduct } from '../../support/in-memory-product.ts';
import { rejectionOf } from '../../support/rejection-of.ts';

describe('ReportFleet', () => {
  let records: InMemoryFleetRecords;
  let stores: NamedStore[];

  beforeEach(async () => {
    records = new InMemoryFleetRecords();
    records.clock = () => NOW;
    const { store } = new InMemoryProduct();
    stores = [
      { name: 'local', type: 'directory', store },
      { name: 'offsite', type: 's3', store, fleetRecords: records },
    ];
    await records.write(aFleetRecord());
    await records.write(
      aFleetRecord({ host: 'web-2', nextReportBy: new Date(NOW.getTime() + 90 * HOUR_MS) }),
    );
  });

  const report = (store?: string) => new ReportFleet({ stores }).execute({ store });
  const statesAt = async (hours: number) => {
    records.clock = () => new Date(NOW.getTime() + hours * HOUR_MS);
    return (await report()).hosts.map(({ host, state }) => `${host} ${state}`);
  };

  it('reports all hosts of the first remote store', async () => {
    expect(await report()).to.deep.include({
      store: 'offsite',
      location: 'memory://fleet',
      checkedAt: NOW,
      status: 'healthy',
    });
    expect((await report('offsite')).hosts.map(({ host }) => host)).to.deep.equal(['web-1', 'web-2']);
  });

  it('decides by the clock of the store what is silent and overdue', async () => {
    expect(await statesAt(0)).to.deep.equal(['web-1 healthy', 'web-2 healthy']);
    expect(await statesAt(2)).to.deep.equal(['web-1 silent', 'web-2 healthy']);
    expect((await report()).status).to.equal('warning');
    expect(await statesAt(27)).to.deep.equal(['web-1 overdue', 'web-2 overdue']);
    expect(await report()).to.deep.include({
      status: 'critical',
      counts: { healthy: 0, warning: 0, silent: 0, unreadable: 0, critical: 0, overdue: 2 },
    });
  });

  it('shows a host with an unreadable record', async () => {
    records.damage('web-1');
    expect(await statesAt(0)).to.deep.equal(['web-1 unreadable', 'web-2 healthy']);
    expect((await report()).status).to.equal('critical');
  });

  it('is healthy without any host', async () => {
    stores[1] = { ...stores[1]!, fleetRecords: new InMemoryFleetRecords() };
    expect(await report()).to.deep.include({ status: 'healthy', hosts: [] });
  });

  it('refuses a directory, an unknown store, and a configuration without a remote store', async () => {
    for (const [store, message] of [
      ['local', 'the store local is a directory'],
      ['nas', 'there is no store "nas"'],
    ] as const) {
      expect(await rejectionOf(report(store)))
        .to.be.instanceOf(UsageException)
        .with.property('message', message);
    }
    stores.pop();
    expect(await rejectionOf(report())).to.be.instanceOf(UsageException);
  });

  it('fails when the store cannot be used', async () => {
    records.isBroken = true;
    expect(await rejectionOf(report())).to.be.instanceOf(StoreException);
  });
});
