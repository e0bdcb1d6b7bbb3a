import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { ManualClock } from '../../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryFleetRecords } from '../../../../src/adapters/outbound/fleet-records/in-memory-fleet-records.ts';
import { InMemoryLogger } from '../../../../src/adapters/outbound/logger/in-memory-logger.ts';
import { FleetReporter } from '../../../../src/application/fleet/fleet-reporter.ts';
import type { HealthReport } from '../../../../src/application/health/health-report.ts';
import type { RunEvent } from '../../../../src/application/ports/run-listener.ts';
import type { NamedStore } from '../../../../src/application/stores/named-store.ts';
import type { FleetRecord } from '../../../../src/domain/fleet/fleet-record.ts';
import { StoreException } from '../../../../src/domain/exceptions/store-exception.ts';
import { critical, warning } from '../../../../src/domain/health/health.ts';
import { HEALTHY } from '../../../integration/cli/fake-services.ts';
import { HOUR_MS, NOW } from '../../../support/backup-builder.ts';
import { InMemoryProduct } from '../../../support/in-memory-product.ts';

const MINUTE_MS = 60_000;
const FILENAME = 'app-20261122T210800123Z.db.gz';
const OVERDUE_AT = new Date(NOW.getTime() + 26 * HOUR_MS);

const verified = (filename = FILENAME): HealthReport => ({
  ...HEALTHY,
  recentBackup: {
    ...HEALTHY.recentBackup,
    databases: HEALTHY.recentBackup.databases.map((one) => ({
      ...one,
      newestVerified: filename,
      newestVerifiedAt: NOW,
      overdueAt: OVERDUE_AT,
    })),
  },
});

describe('FleetReporter', () => {
  let clock: ManualClock;
  let logger: InMemoryLogger;
  let records: InMemoryFleetRecords;
  let stores: NamedStore[];
  let reporter: FleetReporter;

  beforeEach(() => {
    clock = new ManualClock(NOW);
    logger = new InMemoryLogger();
    records = new InMemoryFleetRecords();
    const { store } = new InMemoryProduct();
    stores = [
      { name: 'local', type: 'directory', store },
      { name: 'offsite', type: 's3', store, fleetRecords: records },
    ];
    reporter = nextProcess();
  });

  const nextProcess = () =>
    new FleetReporter({ stores, clock, logger }, { host: 'web-1', toolVersion: '1.2.3', maxAgeHours: 26 });
  const written = async (): Promise<FleetRecord | undefined> => {
    await reporter.flush();
    return records.find('web-1');
  };
  const alive = async (report = verified()): Promise<number> => {
    reporter.reportAlive(report);
    await reporter.flush();
    return records.writeCount;
  };
  const once = async (report = verified()): Promise<number> => {
    reporter.reportOnce(report);
    await reporter.flush();
    return records.writeCount;
  };

  it('writes what the health report says', async () => {
    const broken = critical({ kind: 'source_missing', database: 'app', message: 'm', hint: 'h' });
    const full = warning({ kind: 'disk_nearly_full', message: 'm', hint: 'h' });
    await alive({
      ...verified(),
      overallStatus: 'critical',
      database: { ...HEALTHY.database, findings: [broken] },
      systemResources: { ...HEALTHY.systemResources, findings: [full] },
    });
    expect(await written()).to.deep.equal({
      host: 'web-1',
      writtenAt: NOW,
      nextReportBy: new Date(NOW.getTime() + HOUR_MS),
      toolVersion: '1.2.3',
      status: 'critical',
      findings: [
        { status: 'critical', kind: 'source_missing', database: 'app' },
        { status: 'warning', kind: 'disk_nearly_full', database: undefined },
      ],
      databases: [
        { database: 'app', newestVerified: { filename: FILENAME, createdAt: NOW }, overdueAt: OVERDUE_AT },
      ],
      stores: [
        { name: 'local', type: 'directory' },
        { name: 'offsite', type: 's3' },
      ],
    });
  });

  it('writes the last run that found the database unchanged', async () => {
    const report = verified();
    const unchangedAt = new Date(NOW.getTime() + HOUR_MS);
    const databases = report.recentBackup.databases.map((one) => ({ ...one, unchangedAt }));
    await alive({ ...report, recentBackup: { ...report.recentBackup, databases } });
    expect((await written())?.databases[0]?.newestVerified?.unchangedAt).to.deep.equal(unchangedAt);
  });

  it('has no overdue time for a database without a verified backup', async () => {
    await alive(HEALTHY);
    expect((await written())?.databases).to.deep.equal([
      { database: 'app', newestVerified: undefined, overdueAt: undefined },
    ]);
  });

  it('writes again at once when something has changed, and after 15 minutes when nothing has', async () => {
    expect(await alive()).to.equal(1);
    clock.advance(5 * MINUTE_MS);
    expect(await alive()).to.equal(1);
    expect(await alive(verified('other.db.gz'))).to.equal(2);
    clock.advance(14 * MINUTE_MS);
    expect(await alive(verified('other.db.gz'))).to.equal(2);
    clock.advance(MINUTE_MS);
    expect(await alive(verified('other.db.gz'))).to.equal(3);
    expect((await written())?.writtenAt).to.deep.equal(new Date(NOW.getTime() + 20 * MINUTE_MS));
  });

  it('repeats the last report of a service every 15 minutes, until it stops', async () => {
    await alive();
    for (const count of [2, 3]) {
      clock.advance(15 * MINUTE_MS);
      await reporter.flush();
      expect(records.writeCount).to.equal(count);
    }
    reporter.stop();
    clock.advance(HOUR_MS);
    await reporter.flush();
    expect(records.writeCount).to.equal(3);
  });

  it('lets a command report once, with a later next report', async () => {
    await once();
    expect((await written())?.nextReportBy).to.deep.equal(new Date(NOW.getTime() + 52 * HOUR_MS));
    clock.advance(HOUR_MS);
    await reporter.flush();
    expect(records.writeCount).to.equal(1);
  });

  it('does not write what an earlier process has just written', async () => {
    await once();
    reporter = nextProcess();
    clock.advance(14 * MINUTE_MS);
    expect(await once()).to.equal(1);
    reporter = nextProcess();
    clock.advance(MINUTE_MS);
    expect(await once()).to.equal(2);
    reporter = nextProcess();
    expect(await once(verified('other.db.gz'))).to.equal(3);
  });

  it('of a service replaces the record of a command, which promises less', async () => {
    await once();
    reporter = nextProcess();
    expect(await alive()).to.equal(2);
    reporter = nextProcess();
    expect(await once()).to.equal(2);
  });

  it('replaces a record from the future at once', async () => {
    await once();
    clock.setNow(new Date(NOW.getTime() - HOUR_MS));
    reporter = nextProcess();
    expect(await once()).to.equal(2);
  });

  it('warns of a failed write once, and tries again with the next report', async () => {
    records.isBroken = true;
    await alive();
    await alive();
    const warnings = logger.records.map(({ message }) => message);
    expect(warnings).to.deep.equal([
      'the record of this host was not written to the store offsite: memory://fleet is broken',
    ]);
    records.isBroken = false;
    expect(await alive()).to.equal(1);
  });

  it('writes with credentials that may not read the record', async () => {
    records.find = () =>
      Promise.reject(new StoreException('refused', { hint: 'h', details: { reason: 'permission' } }));
    expect(await alive()).to.equal(1);
    expect(await alive()).to.equal(1);
    expect(logger.records).to.deep.equal([]);
  });

  it('writes the newest of the reports that came during a write', async () => {
    reporter.reportAlive(verified('one.db.gz'));
    reporter.reportAlive(verified('two.db.gz'));
    reporter.reportAlive(verified('three.db.gz'));
    expect((await written())?.databases[0]?.newestVerified?.filename).to.equal('three.db.gz');
    expect(records.writeCount).to.be.at.most(2);
  });

  it('awaits a report after a run, where there is a store to write to', () => {
    const ended = { type: 'succeeded' } as RunEvent;
    expect(reporter.awaitsHealth).to.equal(false);
    reporter.onRunEvent({ type: 'started' } as RunEvent);
    expect(reporter.awaitsHealth).to.equal(false);
    reporter.onRunEvent(ended);
    expect(reporter.awaitsHealth).to.equal(true);
    reporter.reportOnce(verified());
    expect(reporter.awaitsHealth).to.equal(false);
    stores.pop();
    reporter = nextProcess();
    reporter.onRunEvent(ended);
    expect(reporter.awaitsHealth).to.equal(false);
  });

  it('writes nothing of a host without databases, unless they are gone', async () => {
    const nothing = warning({ kind: 'no_database', message: 'm', hint: 'h' });
    const gone = critical({ kind: 'no_databases_found', message: 'm', hint: 'h' });
    const report = (...findings: (typeof nothing)[]) => ({
      ...HEALTHY,
      database: { ...HEALTHY.database, findings },
    });
    expect(await once(report(nothing))).to.equal(0);
    expect(await once(report(nothing, gone))).to.equal(1);
  });
});
