import { expect } from 'chai';
import { describe, it } from 'mocha';
import { InMemoryAnomalyStore } from '../../../src/adapters/outbound/json-records/anomaly-store.ts';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryQuarantine } from '../../../src/adapters/outbound/quarantine/in-memory-quarantine.ts';
import { ReportStatistics, type StatisticsReport } from '../../../src/application/report-statistics.ts';
import { manifestOf } from '../../../src/domain/backup/backup.ts';
import { aManifest, daysBefore, NOW } from '../../support/backup-builder.ts';
import { publishChain } from '../../support/publish-chain.ts';
import { publishBackup } from '../../support/publish-backup.ts';

const reportOf = (disk: InMemoryDisk, store = new InMemoryBackupStore(disk)): Promise<StatisticsReport> =>
  new ReportStatistics({
    stores: [{ name: 'local', type: 'directory' as const, store }],
    anomalies: new InMemoryAnomalyStore(disk),
    quarantine: new InMemoryQuarantine(disk),
    clock: new ManualClock(NOW),
  }).execute();

describe('ReportStatistics', () => {
  it('reports zeros without backups', async () => {
    const report = await reportOf(new InMemoryDisk());
    expect(report).to.deep.equal({
      totalBackups: 0,
      verifiedBackups: 0,
      damagedBackups: 0,
      unmanagedFiles: 0,
      totalBytes: 0,
      quarantinedCaptures: 0,
      databases: [],
      stores: [{ store: 'local', error: undefined, backups: 0, verified: 0, damaged: 0, storedBytes: 0 }],
    });
  });

  it('does not take a future-dated backup for the newest, unless all are', async () => {
    const disk = new InMemoryDisk();
    const store = new InMemoryBackupStore(disk);
    await publishBackup(disk, store, { createdAt: daysBefore(-9) });
    expect((await reportOf(disk, store)).databases[0]?.newestAt).to.deep.equal(daysBefore(-9));
    await publishBackup(disk, store, { createdAt: daysBefore(1) });
    expect((await reportOf(disk, store)).databases[0]?.newestAt).to.deep.equal(daysBefore(1));
  });

  it('takes the last run that found the database unchanged for the newest time', async () => {
    const disk = new InMemoryDisk();
    const store = new InMemoryBackupStore(disk);
    const backup = await publishBackup(disk, store, { createdAt: daysBefore(9) });
    await store.saveState(backup, { ...backup.state, currentAsOf: daysBefore(1) });
    expect((await reportOf(disk, store)).databases[0]).to.deep.include({
      oldestAt: daysBefore(9),
      newestAt: daysBefore(1),
    });
  });

  it('counts, sums and returns the series of each database', async () => {
    const disk = new InMemoryDisk();
    const store = new InMemoryBackupStore(disk);
    const shop = await publishBackup(disk, store, {
      database: 'shop',
      createdAt: daysBefore(4),
      databaseBytes: 80,
    });
    const [old, recent] = [
      await publishBackup(disk, store, {
        createdAt: daysBefore(2),
        databaseBytes: 100,
        content: 'x'.repeat(50),
      }),
      await publishBackup(disk, store, {
        createdAt: daysBefore(1),
        databaseBytes: 200,
        content: 'x'.repeat(50),
        durationMs: 9,
        verified: false,
      }),
    ];
    disk.write('/backup/theirs.db', 'xxxxx');
    // A backup name without a manifest: it counts for its database, but has no place in the series.
    disk.write('/backup/app-20200101T000000000Z.db', 'xxxxxxx');

    const report = await reportOf(disk, store);

    expect(report).to.deep.include({
      totalBackups: 5,
      verifiedBackups: 2,
      unmanagedFiles: 2,
      totalBytes: shop.storedBytes + 50 + 50 + 5 + 7,
    });
    expect(report.databases.map(({ database }) => database)).to.deep.equal(['app', 'shop']);
    expect(report.databases[0]).to.deep.equal({
      database: 'app',
      backups: 3,
      verified: 1,
      damaged: 0,
      storedBytes: 107,
      oldestAt: new Date('2020-01-01T00:00:00.000Z'),
      newestAt: daysBefore(1),
      compressionRatio: 3,
      quarantined: 0,
      frozen: undefined,
      series: [
        {
          filename: old.filename,
          createdAt: daysBefore(2),
          storedBytes: 50,
          databaseBytes: 100,
          durationMs: 1234,
          verified: true,
        },
        {
          filename: recent.filename,
          createdAt: daysBefore(1),
          storedBytes: 50,
          databaseBytes: 200,
          durationMs: 9,
          verified: false,
        },
      ],
    });
  });

  it('has the compression ratio of the fulls alone', async () => {
    const disk = new InMemoryDisk();
    const store = new InMemoryBackupStore(disk);
    const [full, ...deltas] = await publishChain(disk, store, ['diff', 'incr'], { createdAt: daysBefore(1) });
    const [app] = (await reportOf(disk, store)).databases;
    expect(app).to.include({
      backups: 3,
      storedBytes: [full!, ...deltas].reduce((sum, { storedBytes }) => sum + storedBytes, 0),
      compressionRatio: manifestOf(full!)!.databaseBytes / full!.storedBytes,
    });
    expect(app?.series).to.have.length(3);
  });

  it('reports paused retention and the quarantine', async () => {
    const disk = new InMemoryDisk();
    const store = new InMemoryBackupStore(disk);
    const anomaly = { kind: 'source_damaged', since: daysBefore(1), detail: 'page 5' } as const;
    await new InMemoryAnomalyStore(disk).write('app', { anomalies: [anomaly] });
    await publishBackup(disk, store);
    await publishBackup(disk, store, { database: 'shop' });
    for (const database of ['app', 'gone']) {
      disk.write('/backup/.state/staging/one', 'x');
      await new InMemoryQuarantine(disk).add('/backup/.state/staging/one', aManifest({ database }));
    }
    const { databases, quarantinedCaptures } = await reportOf(disk, store);
    expect(quarantinedCaptures).to.equal(2);
    expect(databases.map(({ quarantined }) => quarantined)).to.deep.equal([1, 0]);
    expect(databases[0]?.frozen).to.include('page 5');
    expect(databases[1]?.frozen).to.equal(undefined);
  });

  it('has no compression ratio without a manifest', async () => {
    const disk = new InMemoryDisk();
    disk.write('/backup/app-20200101T000000000Z.db', 'xxxxxxx');
    const report = await reportOf(disk);
    expect(report.databases[0]).to.deep.include({ compressionRatio: undefined, series: [] });
  });
});
