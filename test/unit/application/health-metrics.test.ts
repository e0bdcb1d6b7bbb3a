import { expect } from 'chai';
import { describe, it } from 'mocha';
import { ManualClock } from '../../../src/adapters/outbound/clock/manual-clock.ts';
import { HealthMetrics } from '../../../src/application/health/health-metrics.ts';
import type { HealthReport } from '../../../src/application/report-health.ts';
import { DAY_MS, NOW, daysBefore } from '../../support/backup-builder.ts';
import { HEALTHY } from '../../integration/cli/fake-services.ts';

const [RECENT] = HEALTHY.recentBackup.databases;

function metricsOf(report: HealthReport | undefined) {
  const clock = new ManualClock(NOW);
  const monitor = { latest: () => report && { report, ageMs: 1500, isStale: false } };
  return { clock, metrics: new HealthMetrics({ monitor, clock }, { maxAgeHours: 26 }) };
}

describe('HealthMetrics', () => {
  it('is empty before the first report', () => {
    expect(metricsOf(undefined).metrics.latest()).to.equal(undefined);
  });

  it('counts ages and times from the last run that found the database unchanged', () => {
    const newest = { newestAt: daysBefore(8), newestVerifiedAt: daysBefore(9) };
    const found = { newestUnchangedAt: daysBefore(1), unchangedAt: daysBefore(2) };
    const { metrics } = metricsOf({
      ...HEALTHY,
      recentBackup: { ...HEALTHY.recentBackup, databases: [{ ...RECENT!, ...newest, ...found }] },
      stores: [{ ...HEALTHY.stores[0]!, unchangedAt: daysBefore(-0.5) }],
    });
    expect(metrics.latest()?.databases[0]).to.deep.include({
      lastSuccessAt: daysBefore(1),
      lastVerifiedAt: daysBefore(2),
      rpoSeconds: (2 * DAY_MS) / 1000,
    });
    expect(metrics.latest()?.stores[0]?.lastVerifiedAt).to.deep.equal(daysBefore(-0.5));
  });

  it('exports the report, in seconds', () => {
    const proof = { filename: 'x', level: 'drill', result: 'ok', ageHours: 24 } as const;
    const trend = { bytesPerDay: 5, basis: 'measured', fullInDays: 12.5 } as const;
    const { metrics } = metricsOf({
      ...HEALTHY,
      overallStatus: 'warning',
      backupDirectory: { ...HEALTHY.backupDirectory, failingChannels: ['ops'] },
      recentBackup: {
        ...HEALTHY.recentBackup,
        databases: [
          {
            ...RECENT!,
            newestVerifiedAt: daysBefore(1),
            lastProof: { ...proof, at: daysBefore(2), restoreMs: undefined },
            lastDrill: { ...proof, at: daysBefore(3), restoreMs: 2500 },
          },
        ],
      },
      systemResources: { ...HEALTHY.systemResources, trend },
    });
    expect(metrics.latest()).to.deep.equal({
      status: 'warning',
      ageSeconds: 1.5,
      objectiveSeconds: 26 * 3600,
      freeBytes: 5_000_000,
      totalBytes: 10_000_000,
      fullInDays: 12.5,
      failingChannels: 1,
      stores: [
        {
          store: 'local',
          isReachable: true,
          backups: 1,
          storedBytes: 102_400,
          lastVerifiedAt: new Date('2026-11-22T21:08:00.123Z'),
        },
      ],
      databases: [
        {
          database: 'app',
          sourceReadable: true,
          isRetentionPaused: false,
          quarantined: 0,
          lastSuccessAt: RECENT!.newestAt,
          lastVerifiedAt: daysBefore(1),
          rpoSeconds: DAY_MS / 1000,
          lastOkAt: daysBefore(2),
          lastDrillAt: daysBefore(3),
          drillRestoreSeconds: 2.5,
          durationSeconds: 1.234,
          newestStoredBytes: 102_400,
          newestDatabaseBytes: 409_600,
          storedBytes: 102_400,
          backups: { verified: 0, unverified: 1, damaged: 0, unmanaged: 0, pinned: 0 },
        },
      ],
    });
  });

  it('increases the age of the newest verified backup between two reports', () => {
    const databases = [{ ...RECENT!, newestVerifiedAt: daysBefore(1) }];
    const { metrics, clock } = metricsOf({
      ...HEALTHY,
      recentBackup: { ...HEALTHY.recentBackup, databases },
    });
    clock.advance(60_000);
    expect(metrics.latest()?.databases[0]?.rpoSeconds).to.equal(DAY_MS / 1000 + 60);
  });

  it('omits unknown values', () => {
    const nothing = { newestDurationMs: undefined, lastDrill: undefined } as const;
    const { metrics } = metricsOf({
      ...HEALTHY,
      database: { ...HEALTHY.database, databases: [] },
      recentBackup: { ...HEALTHY.recentBackup, databases: [{ ...RECENT!, ...nothing }] },
    });
    const [database] = metrics.latest()?.databases ?? [];
    expect(database).to.deep.include({
      rpoSeconds: undefined,
      durationSeconds: undefined,
      drillRestoreSeconds: undefined,
      sourceReadable: false,
    });
    expect(metrics.latest()?.fullInDays).to.equal(undefined);
  });
});
