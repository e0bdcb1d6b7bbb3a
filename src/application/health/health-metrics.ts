import type { Clock } from '../ports/clock.ts';
import type { DatabaseMetrics, MetricsFacts } from '../ports/metrics.ts';
import type { FleetReadings } from '../fleet/fleet-readings.ts';
import type { HealthMonitor } from './health-monitor.ts';
import type { HealthReport } from './health-report.ts';

const MS_PER_SECOND = 1000;
const SECONDS_PER_HOUR = 3600;

export interface HealthMetricsPorts {
  readonly monitor: Pick<HealthMonitor, 'latest'>;
  readonly clock: Clock;
  /** Absent where no remote store is read. */
  readonly fleet?: Pick<FleetReadings, 'latest'> | undefined;
}

/** The last health report as metrics. Ages are computed now: they grow between two reports. */
export class HealthMetrics {
  readonly #ports: HealthMetricsPorts;
  readonly #maxAgeHours: number;

  constructor(ports: HealthMetricsPorts, policy: { readonly maxAgeHours: number }) {
    this.#ports = ports;
    this.#maxAgeHours = policy.maxAgeHours;
  }

  latest(): MetricsFacts | undefined {
    const reading = this.#ports.monitor.latest();
    if (reading === undefined) return undefined;
    const { report, ageMs } = reading;
    const { systemResources, backupDirectory } = report;
    return {
      status: report.overallStatus,
      ageSeconds: ageMs / MS_PER_SECOND,
      objectiveSeconds: this.#maxAgeHours * SECONDS_PER_HOUR,
      freeBytes: systemResources.freeBytes,
      totalBytes: systemResources.totalBytes,
      fullInDays: systemResources.trend?.fullInDays,
      failingChannels: backupDirectory.failingChannels.length,
      databases: databasesOf(report, this.#ports.clock.now()),
      stores: report.stores.map(({ name, isReachable, backups, storedBytes, ...newest }) => ({
        ...{ store: name, isReachable, backups, storedBytes },
        lastVerifiedAt: newest.unchangedAt ?? newest.newestVerifiedAt,
      })),
      ...this.#fleet(),
    };
  }

  #fleet(): Pick<MetricsFacts, 'fleet'> {
    const reading = this.#ports.fleet?.latest();
    if (reading === undefined) return {};
    return { fleet: { ageSeconds: reading.ageMs / MS_PER_SECOND, hosts: reading.report.counts } };
  }
}

/** Where the backups cannot be listed nothing is exported: an unknown age is not 0. */
function databasesOf({ database, recentBackup }: HealthReport, now: Date): readonly DatabaseMetrics[] {
  const sources = new Map(database.databases.map((one) => [one.database, one]));
  return recentBackup.databases.map((recent) => {
    const source = sources.get(recent.database);
    const { lastDrill, newestDurationMs } = recent;
    const lastVerifiedAt = recent.unchangedAt ?? recent.newestVerifiedAt;
    return {
      database: recent.database,
      sourceReadable: source?.readable ?? false,
      isRetentionPaused: source?.frozen !== undefined,
      quarantined: source?.quarantined ?? 0,
      lastSuccessAt: recent.newestUnchangedAt ?? recent.newestAt,
      lastVerifiedAt,
      rpoSeconds: lastVerifiedAt && Math.max(0, now.getTime() - lastVerifiedAt.getTime()) / MS_PER_SECOND,
      lastOkAt: recent.lastProof?.at,
      lastDrillAt: lastDrill?.at,
      drillRestoreSeconds:
        lastDrill?.restoreMs === undefined ? undefined : lastDrill.restoreMs / MS_PER_SECOND,
      durationSeconds: newestDurationMs === undefined ? undefined : newestDurationMs / MS_PER_SECOND,
      newestStoredBytes: recent.newestStoredBytes,
      newestDatabaseBytes: recent.newestDatabaseBytes,
      storedBytes: recent.storedBytes,
      backups: { ...recent.counts },
    };
  });
}
