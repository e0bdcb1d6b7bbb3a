import { expect } from 'chai';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { restore, stub } from 'sinon';
import { InMemoryAnomalyStore } from '../../../src/adapters/outbound/json-records/anomaly-store.ts';
import { InMemoryBackupStore } from '../../../src/adapters/outbound/backup-store/in-memory-backup-store.ts';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryDiskSpace } from '../../../src/adapters/outbound/disk-space/in-memory-disk-space.ts';
import { InMemoryDisk } from '../../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { InMemoryQuarantine } from '../../../src/adapters/outbound/quarantine/in-memory-quarantine.ts';
import { InMemoryRestoreRecords } from '../../../src/adapters/outbound/json-records/restore-records.ts';
import { InMemoryRunHistory } from '../../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import { InMemorySourceFiles } from '../../../src/adapters/outbound/source-files/in-memory-source-files.ts';
import { InMemoryStagingArea } from '../../../src/adapters/outbound/staging-area/in-memory-staging-area.ts';
import type { Inventory } from '../../../src/application/databases/database-inventory.ts';
import {
  ReportHealth,
  type HealthPorts,
  type HealthPolicy,
  type HealthReport,
} from '../../../src/application/report-health.ts';
import { BackupDirectoryException } from '../../../src/domain/exceptions/backup-directory-exception.ts';
import type { HealthCheck } from '../../../src/domain/health/health.ts';
import { DAY_MS, HOUR_MS, NOW, aManifest, aVerification, daysBefore } from '../../support/backup-builder.ts';
import { aRun, ended, started } from '../../support/history-records.ts';
import { publishBackup } from '../../support/publish-backup.ts';
import { rejectionOf } from '../../support/rejection-of.ts';
import { keyOf } from '../../support/in-memory-product.ts';
import { aRetentionPolicy } from '../../support/retention-policy.ts';

const APP = { name: 'app', path: '/data/app.db' };

describe('ReportHealth', () => {
  let disk: InMemoryDisk;
  let store: InMemoryBackupStore;
  let staging: InMemoryStagingArea;
  let sourceFiles: InMemorySourceFiles;
  let diskSpace: InMemoryDiskSpace;
  let anomalies: InMemoryAnomalyStore;
  let quarantine: InMemoryQuarantine;
  let history: InMemoryRunHistory;
  let optional: Partial<HealthPorts>;

  beforeEach(() => {
    disk = new InMemoryDisk();
    store = new InMemoryBackupStore(disk);
    staging = new InMemoryStagingArea(disk);
    sourceFiles = new InMemorySourceFiles(disk);
    diskSpace = new InMemoryDiskSpace(disk);
    anomalies = new InMemoryAnomalyStore(disk);
    quarantine = new InMemoryQuarantine(disk);
    history = new InMemoryRunHistory();
    optional = {};
    disk.write(APP.path, 'SQLite format 3\0content');
  });

  afterEach(() => {
    restore();
  });

  const reporter = (changes: Partial<HealthPolicy> = {}, clock = new ManualClock(NOW)): ReportHealth => {
    const limits = { diskWarningPercent: 80, diskCriticalPercent: 95, minFreeBytes: 0 };
    const copies = { requireCopies: 1, requireOffsite: false };
    const retention = { retention: aRetentionPolicy(), ownRetention: new Map<string, never>() };
    const policy = { databases: [APP], maxAgeHours: 26, ...limits, ...copies, ...retention, ...changes };
    const recorder = { problem: undefined };
    const stores = [{ name: 'local', type: 'directory' as const, store }];
    const ports = {
      store,
      stores,
      staging,
      sourceFiles,
      diskSpace,
      clock,
      anomalies,
      quarantine,
      history,
      recorder,
    };
    return new ReportHealth({ ...ports, ...optional }, policy);
  };

  const report = (changes: Partial<HealthPolicy> = {}): Promise<HealthReport> => reporter(changes).execute();

  const messages = ({ findings }: HealthCheck): readonly string[] =>
    findings.map(({ status, message }) => `${status}: ${message}`);

  it('is healthy with a fresh verified backup, and names what it checked', async () => {
    const backup = await publishBackup(disk, store, { createdAt: daysBefore(0.5) });
    const usedBytes = disk.usedBytes;
    expect(await report()).to.deep.equal({
      overallStatus: 'healthy',
      checkedAt: NOW,
      stores: [
        {
          name: 'local',
          type: 'directory',
          location: 'memory:',
          isReachable: true,
          backups: 1,
          storedBytes: backup.storedBytes,
          newestVerified: backup.filename,
          newestVerifiedAt: daysBefore(0.5),
          unchangedAt: undefined,
          lastError: undefined,
        },
      ],
      database: {
        status: 'healthy',
        findings: [],
        databases: [
          {
            database: 'app',
            path: APP.path,
            exists: true,
            readable: true,
            sizeBytes: 23,
            integrity: 'ok',
            frozen: undefined,
            quarantined: 0,
          },
        ],
      },
      backupDirectory: {
        status: 'healthy',
        findings: [],
        path: 'memory:',
        writable: true,
        backupFiles: 1,
        totalBytes: backup.storedBytes,
        quarantined: 0,
        failingChannels: [],
      },
      recentBackup: {
        status: 'healthy',
        findings: [],
        maxAgeHours: 26,
        databases: [
          {
            database: 'app',
            backupFiles: 1,
            newest: backup.filename,
            newestAt: daysBefore(0.5),
            newestUnchangedAt: undefined,
            newestVerified: backup.filename,
            newestVerifiedAt: daysBefore(0.5),
            unchangedAt: undefined,
            overdueAt: new Date(daysBefore(0.5).getTime() + 26 * HOUR_MS),
            ageHours: 12,
            lastProof: {
              filename: backup.filename,
              at: NOW,
              level: 'checksum',
              result: 'ok',
              ageHours: 0,
              restoreMs: undefined,
            },
            lastDrill: undefined,
            counts: { verified: 1, unverified: 0, damaged: 0, unmanaged: 0, pinned: 0 },
            storedBytes: backup.storedBytes,
            newestStoredBytes: backup.storedBytes,
            newestDatabaseBytes: 23,
            newestDurationMs: 1234,
          },
        ],
      },
      systemResources: {
        status: 'healthy',
        findings: [],
        freeBytes: disk.capacityBytes - usedBytes,
        totalBytes: disk.capacityBytes,
        usedPercent: (100 * usedBytes) / disk.capacityBytes,
        trend: undefined,
      },
    });
    expect(disk.usedBytes).to.equal(usedBytes);
  });

  describe('about the databases', () => {
    it('is critical when one of them is missing', async () => {
      const { overallStatus, database } = await report({
        databases: [APP, { name: 'shop', path: '/data/shop.db' }],
      });
      expect(overallStatus).to.equal('critical');
      expect(messages(database)).to.deep.equal(['critical: no database at /data/shop.db']);
      expect(database.databases.map(({ exists }) => exists)).to.deep.equal([true, false]);
    });

    it('is critical when one cannot be read', async () => {
      sourceFiles.overrides.set(APP.path, { readable: false });
      const { database } = await report();
      expect(messages(database)).to.deep.equal(['critical: /data/app.db cannot be read by this user']);
    });

    it('reports the damage that the newest capture found', async () => {
      const sourceCheck = { ...aManifest().sourceCheck, result: 'failed', detail: 'row 7 missing' } as const;
      await publishBackup(disk, store, { createdAt: daysBefore(1) });
      await publishBackup(disk, store, { sourceCheck });
      const { database } = await report();
      expect(database.status).to.equal('critical');
      expect(database.databases[0]?.integrity).to.equal('failed: row 7 missing');
    });

    it('reports an inconclusive check, which is no problem', async () => {
      const sourceCheck = {
        ...aManifest().sourceCheck,
        result: 'inconclusive',
        detail: 'no such collation',
      } as const;
      await publishBackup(disk, store, { sourceCheck });
      const { database } = await report();
      expect(database.status).to.equal('healthy');
      expect(database.databases[0]?.integrity).to.equal('inconclusive: no such collation');
    });

    it('has no integrity where the newest manifest is damaged', async () => {
      const path = keyOf(await publishBackup(disk, store));
      disk.write(`${path}.json`, 'garbage');
      const { database, backupDirectory } = await report();
      expect(database.databases[0]?.integrity).to.equal(undefined);
      expect(backupDirectory.status).to.equal('warning');
    });

    it('watches those that have backups when none is configured', async () => {
      await publishBackup(disk, store, { createdAt: daysBefore(1), sourcePath: '/old/app.db' });
      await publishBackup(disk, store);
      await publishBackup(disk, store, { database: 'shop' });
      disk.write('/backup/theirs.db', 'x');
      disk.write('/backup/other-20261121T000000000Z.db', 'x');
      const { database } = await report({ databases: [] });
      expect(database.databases.map((one) => `${one.database} ${one.path}`).toSorted()).to.deep.equal([
        'app /data/app.db',
        'shop /data/shop.db',
      ]);
    });

    it('warns when there is nothing to watch', async () => {
      const { overallStatus, database, recentBackup } = await report({ databases: [] });
      expect(overallStatus).to.equal('warning');
      expect(messages(database)).to.deep.equal([
        'warning: there is nothing to watch: no database is configured',
      ]);
      expect(messages(recentBackup)).to.deep.equal(['warning: there are no backups yet']);
    });
  });

  describe('about the backup directory', () => {
    it('is critical when nothing can be written', async () => {
      await publishBackup(disk, store);
      disk.readOnly = true;
      const { overallStatus, backupDirectory } = await report();
      expect(overallStatus).to.equal('critical');
      expect(backupDirectory.writable).to.equal(false);
      expect(messages(backupDirectory)[0]).to.match(/^critical: .*read-only/);
    });

    it('is critical when the backups cannot be listed, and their age is unknown', async () => {
      stub(store, 'list').rejects(new BackupDirectoryException('no permission', { hint: 'chmod' }));
      const { backupDirectory, recentBackup } = await report();
      expect(messages(backupDirectory)).to.deep.equal(['critical: no permission']);
      expect(recentBackup).to.deep.equal({
        status: 'warning',
        findings: [
          {
            status: 'warning',
            kind: 'backups_unknown',
            message: 'the age of the backups is unknown: they cannot be listed',
            hint: 'chmod',
          },
        ],
        maxAgeHours: 26,
        databases: [],
      });
    });
  });

  describe('about recent backups', () => {
    it('is critical when a configured database has none', async () => {
      const { overallStatus, recentBackup } = await report();
      expect(overallStatus).to.equal('critical');
      expect(messages(recentBackup)).to.deep.equal(['critical: app has no verified backup']);
      expect(recentBackup.databases).to.deep.equal([
        {
          database: 'app',
          backupFiles: 0,
          newest: undefined,
          newestAt: undefined,
          newestUnchangedAt: undefined,
          newestVerified: undefined,
          newestVerifiedAt: undefined,
          unchangedAt: undefined,
          ageHours: undefined,
          lastProof: undefined,
          lastDrill: undefined,
          counts: { verified: 0, unverified: 0, damaged: 0, unmanaged: 0, pinned: 0 },
          storedBytes: 0,
          newestStoredBytes: undefined,
          newestDatabaseBytes: undefined,
          newestDurationMs: undefined,
        },
      ]);
    });

    it('warns when the newest verified one is too old', async () => {
      await publishBackup(disk, store, { createdAt: daysBefore(2) });
      const { overallStatus, recentBackup } = await report();
      expect([overallStatus, recentBackup.status]).to.deep.equal(['warning', 'warning']);
    });
  });

  describe('about anomalies', () => {
    const DAMAGE = { kind: 'source_damaged', since: daysBefore(1), detail: 'page 5' } as const;
    const COLLAPSE = {
      kind: 'collapse',
      since: daysBefore(1),
      before: { databaseBytes: 1000 },
      after: { databaseBytes: 10 },
    } as const;

    it('is critical about damage, with the reason of the pause and a hint', async () => {
      await publishBackup(disk, store);
      await anomalies.write('app', { anomalies: [DAMAGE] });
      const { overallStatus, database } = await report();
      expect(overallStatus).to.equal('critical');
      expect(messages(database)).to.deep.equal([
        `critical: app is damaged: page 5; retention of app is paused since ${daysBefore(1).toISOString()}`,
      ]);
      expect(database.findings[0]?.hint).to.include('backup-manager acknowledge app');
      expect(database.databases[0]?.frozen).to.include('page 5');
    });

    it('warns about a collapse, and about a record that cannot be read', async () => {
      await publishBackup(disk, store);
      await anomalies.write('app', { anomalies: [COLLAPSE] });
      expect((await report()).overallStatus).to.equal('warning');
      disk.write('/backup/.state/anomalies/app.json', 'garbage');
      const { overallStatus, database } = await report();
      expect(overallStatus).to.equal('warning');
      expect(messages(database)[0]).to.include('unreadable');
    });

    it('reports a database that is no longer watched: its backups pile up', async () => {
      await publishBackup(disk, store);
      await anomalies.write('shop', { anomalies: [COLLAPSE] });
      const { database } = await report();
      expect(messages(database)[0]).to.include('shop shrank');
      expect(database.databases.map(({ frozen }) => frozen)).to.deep.equal([undefined]);
    });

    it('ignores an acknowledged one', async () => {
      await publishBackup(disk, store);
      await anomalies.write('app', { anomalies: [], accepted: { databaseBytes: 10, at: NOW } });
      expect((await report()).database).to.include({ status: 'healthy' });
    });

    it('counts the captures in quarantine, in total and per database', async () => {
      await publishBackup(disk, store);
      for (const database of ['app', 'app', 'shop']) {
        disk.write('/backup/.state/staging/one', 'x');
        await new InMemoryQuarantine(disk).add('/backup/.state/staging/one', aManifest({ database }));
      }
      const { backupDirectory, database, overallStatus } = await report();
      expect(backupDirectory.quarantined).to.equal(3);
      expect(database.databases[0]?.quarantined).to.equal(2);
      expect(overallStatus).to.equal('healthy');
    });

    it('is critical when they cannot be read', async () => {
      await publishBackup(disk, store);
      stub(anomalies, 'databases').rejects(new BackupDirectoryException('no permission', { hint: 'chmod' }));
      const { backupDirectory } = await report();
      expect(messages(backupDirectory)).to.deep.equal(['critical: no permission']);
      expect(backupDirectory.findings.map(({ kind }) => kind)).to.deep.equal(['anomalies_unreadable']);
    });
  });

  describe('about the disk', () => {
    it('warns as it fills and is critical when it is full', async () => {
      await publishBackup(disk, store);
      disk.capacityBytes = Math.ceil(disk.usedBytes / 0.85);
      expect((await report()).systemResources.status).to.equal('warning');
      disk.capacityBytes = disk.usedBytes;
      expect((await report()).systemResources.status).to.equal('critical');
    });

    it('is healthy where the file system does not report its size', async () => {
      await publishBackup(disk, store);
      diskSpace.isUnknown = true;
      expect((await report()).systemResources).to.deep.equal({
        status: 'healthy',
        findings: [],
        freeBytes: undefined,
        totalBytes: undefined,
        usedPercent: undefined,
        trend: undefined,
      });
    });

    it('warns when the space cannot be measured', async () => {
      diskSpace.failure = new BackupDirectoryException('cannot be measured', { hint: 'look' });
      expect((await report()).systemResources).to.deep.equal({
        status: 'warning',
        findings: [{ status: 'warning', kind: 'disk_unknown', message: 'cannot be measured', hint: 'look' }],
        freeBytes: undefined,
        totalBytes: undefined,
        usedPercent: undefined,
        trend: undefined,
      });
    });
  });

  describe('about the runs', () => {
    const ERROR = { code: 'DATABASE_ACCESS', message: 'locked', hint: 'Wait.' };

    it('warns of a failed or interrupted one, of the watched databases', async () => {
      await publishBackup(disk, store);
      await history.append(started(1));
      await history.append(ended(1, { outcome: 'failed', error: ERROR }));
      await history.append(ended(2, { run: aRun(2, { database: 'mistyped' }), outcome: 'failed' }));
      await history.append(started(3, { operation: 'verify' }));
      history.deadProcesses.add('this');
      const { recentBackup } = await report();
      expect(messages(recentBackup).map((one) => one.replace(/ \(.*?\)/, ''))).to.deep.equal([
        'warning: the last verify of app was interrupted: its process ended during the run',
        'warning: the last create of app failed: DATABASE_ACCESS: locked',
      ]);
    });

    it('warns of an unfinished restore in place, until it is finished', async () => {
      await publishBackup(disk, store);
      const restoreRecords = new InMemoryRestoreRecords(disk);
      optional = { restoreRecords };
      const about = { database: 'app', filename: 'app-1.db.gz', targetPath: APP.path, safetyCopy: undefined };
      const record = { ...about, restoredAt: NOW, state: 'begun' } as const;
      await restoreRecords.save(record);
      await history.append(started(1, { operation: 'restore' }));
      expect(messages((await report()).database)).to.deep.equal([]);
      history.deadProcesses.add('this');
      const { database, overallStatus } = await report();
      expect(messages(database)[0]).to.match(/^warning: the restore of app-1.db.gz .* was not finished$/);
      expect(overallStatus).to.equal('warning');
      await restoreRecords.save({ ...record, state: 'done' });
      expect(messages((await report()).database)).to.deep.equal([]);
    });

    it('warns of a failed drill, and reports the last restore time', async () => {
      const backup = await publishBackup(disk, store);
      const drill = { ...aVerification('failed'), level: 'drill', restoreMs: 1500 } as const;
      await store.saveState(backup, { ...backup.state, verifications: [aVerification(), drill] });
      const { recentBackup } = await report();
      expect(messages(recentBackup)[1]).to.match(/^critical: the last restore drill of app/);
      expect(recentBackup.databases[0]?.lastDrill).to.include({ restoreMs: 1500, result: 'failed' });
    });

    it('warns of a history that cannot be read or written', async () => {
      await publishBackup(disk, store);
      stub(history, 'read').rejects(new BackupDirectoryException('no permission', { hint: 'chmod' }));
      optional = { recorder: { problem: 'the run history cannot be written' } };
      expect(messages((await report()).backupDirectory)).to.deep.equal([
        'warning: no permission',
        'warning: the run history cannot be written',
      ]);
    });

    it('warns of notifications that do not arrive', async () => {
      await publishBackup(disk, store);
      const failing = { channel: 'ops', failingSince: NOW, problem: 'HTTP 500' };
      optional = { deliveries: { failures: () => Promise.resolve([failing]) } };
      const { backupDirectory } = await report();
      expect(backupDirectory.failingChannels).to.deep.equal(['ops']);
      expect(messages(backupDirectory)[0]).to.include('notifications through ops have failed');
    });
  });

  describe('about discovered databases', () => {
    const found = (changes: Partial<Inventory>): void => {
      const nothing = { clashes: [], appeared: [], vanished: [], problems: [], failure: undefined };
      const inventory = { databases: [APP], ...nothing, ...changes };
      optional = { inventory: { latest: () => Promise.resolve(inventory) } };
    };

    it('watches discovered databases', async () => {
      found({ databases: [APP, { name: 'shop', path: '/data/shop.db' }] });
      const { database } = await report({ databases: [] });
      expect(database.databases.map((one) => one.database)).to.deep.equal(['app', 'shop']);
    });

    it('reports name clashes, missing databases and unreadable places', async () => {
      await publishBackup(disk, store);
      found({
        clashes: [{ name: 'app', path: '/data/x/app.db', otherPath: APP.path }],
        vanished: [{ name: 'old', path: '/data/old.db', lastSeenAt: daysBefore(1) }],
        problems: [{ path: '/data/secret', message: '/data/secret could not be looked into', hint: 'chmod' }],
        failure: new BackupDirectoryException('there is no directory', { hint: 'Mount it.' }),
      });
      const { database } = await report();
      expect(database.findings.map((one) => [one.kind, one.database])).to.deep.equal([
        ['no_databases_found', undefined],
        // The database of that name is another one.
        ['database_name_taken', undefined],
        ['database_vanished', 'old'],
        ['databases_not_looked_through', undefined],
      ]);
      expect(messages(database).map((one) => one.slice(0, 40))).to.deep.equal([
        'critical: there is no directory',
        'critical: /data/x/app.db is not backed u',
        'warning: old is gone: no database at /da',
        'warning: /data/secret could not be looke',
      ]);
    });
  });

  it('learns from report to report how fast the disk fills', async () => {
    await publishBackup(disk, store);
    const clock = new ManualClock(NOW);
    const again = reporter({ maxAgeHours: 1000 }, clock);
    disk.capacityBytes = 10_000;
    for (let day = 0; day <= 3; day += 1) {
      disk.write(`/elsewhere/${day}`, 'x'.repeat(1000));
      const { systemResources } = await again.execute();
      expect(systemResources.trend?.bytesPerDay).to.equal(day < 2 ? undefined : 1000);
      clock.advance(DAY_MS);
    }
    const { systemResources } = await reporter({}, clock).execute();
    expect(systemResources.trend).to.equal(undefined);
  });

  it('does not hide a bug', async () => {
    const bug = new TypeError('x is not a function');
    diskSpace.failure = bug;
    expect(await rejectionOf(report())).to.equal(bug);
  });
});
