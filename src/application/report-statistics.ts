import { pausedReason } from '../domain/anomaly/anomaly-text.ts';
import { isManaged, isVerified, manifestOf, typeOf, type Backup } from '../domain/backup/backup.ts';
import { currentUpTo } from '../domain/backup/current-as-of.ts';
import { isDamaged } from '../domain/backup/damage.ts';
import { datedByNow } from '../domain/backup/future-dated.ts';
import type { BackupManagerException } from '../domain/exceptions/backup-manager-exception.ts';
import { groupByDatabase, type BackupsOfOneDatabase } from '../domain/backup/group-by-database.ts';
import { quarantinedInAll, anomalousSources, type AnomalousSources } from './anomalies/anomalous-sources.ts';
import { StoreListings } from './health/store-listings.ts';
import type { AnomalyStore } from './ports/anomaly-store.ts';
import type { Clock } from './ports/clock.ts';
import type { Quarantine } from './ports/quarantine.ts';
import type { NamedStore } from './stores/named-store.ts';
import type { StoreListing } from './stores/restore-points.ts';

export interface StatisticsReport {
  readonly totalBackups: number;
  readonly verifiedBackups: number;
  readonly damagedBackups: number;
  readonly unmanagedFiles: number;
  /** Of all data files. */
  readonly totalBytes: number;
  /** Captures of damaged sources in quarantine. */
  readonly quarantinedCaptures: number;
  readonly databases: readonly DatabaseStatistics[];
  /** The primary store, to which the other numbers belong, first. */
  readonly stores: readonly StoreStatistics[];
}

export interface StoreStatistics {
  readonly store: string;
  /** Why it cannot be listed; then the numbers are 0. */
  readonly error: BackupManagerException | undefined;
  readonly backups: number;
  readonly verified: number;
  readonly damaged: number;
  /** Of all data files. */
  readonly storedBytes: number;
}

export interface DatabaseStatistics {
  readonly database: string;
  readonly backups: number;
  readonly verified: number;
  readonly damaged: number;
  readonly storedBytes: number;
  readonly oldestAt: Date;
  /**
   * Of the newest backup, or of the last run that found the database unchanged since. Future-dated backups are ignored,
   * unless there are no others.
   */
  readonly newestAt: Date;
  /** Uncompressed bytes ÷ stored bytes over the fulls: a diff or incr is small for another reason. */
  readonly compressionRatio: number | undefined;
  /** Captures of its damaged source in quarantine. */
  readonly quarantined: number;
  /** Why its retention is paused; `undefined` without an anomaly. */
  readonly frozen: string | undefined;
  /** Oldest first, managed backups only. */
  readonly series: readonly {
    readonly filename: string;
    readonly createdAt: Date;
    readonly storedBytes: number;
    readonly databaseBytes: number;
    readonly durationMs: number;
    readonly verified: boolean;
  }[];
}

export interface ReportStatisticsPorts {
  readonly stores: readonly NamedStore[];
  readonly anomalies: AnomalyStore;
  readonly quarantine: Quarantine;
  readonly clock: Pick<Clock, 'now' | 'deadline'>;
}

/** Counts, sizes and time series of the backup directory. */
export class ReportStatistics {
  readonly #ports: ReportStatisticsPorts;
  readonly #listings: StoreListings;

  constructor(ports: ReportStatisticsPorts) {
    this.#ports = ports;
    this.#listings = new StoreListings(ports);
  }

  /** @throws BackupManagerException the primary store cannot be listed */
  async execute(): Promise<StatisticsReport> {
    const listings = await this.#listings.list();
    const { backups = [], error } = listings[0] ?? {};
    if (error !== undefined) throw error;
    const now = this.#ports.clock.now();
    const anomalous = await anomalousSources(this.#ports.anomalies, this.#ports.quarantine);
    return {
      totalBackups: backups.length,
      verifiedBackups: backups.filter(isVerified).length,
      damagedBackups: backups.filter(isDamaged).length,
      unmanagedFiles: backups.filter((backup) => !isManaged(backup)).length,
      totalBytes: sumOf(backups, ({ storedBytes }) => storedBytes),
      quarantinedCaptures: quarantinedInAll(anomalous),
      databases: [...groupByDatabase(backups)]
        .flatMap(([database, group]) =>
          database === undefined ? [] : [statisticsOf(database, group, anomalous, now)],
        )
        .sort((left, right) => (left.database < right.database ? -1 : 1)),
      stores: listings.map(storeStatistics),
    };
  }
}

function storeStatistics({ named, backups = [], error }: StoreListing): StoreStatistics {
  return {
    store: named.name,
    error,
    backups: backups.length,
    verified: backups.filter(isVerified).length,
    damaged: backups.filter(isDamaged).length,
    storedBytes: sumOf(backups, ({ storedBytes }) => storedBytes),
  };
}

/** @param backups newest first */
function statisticsOf(
  database: string,
  backups: BackupsOfOneDatabase,
  { anomalies, quarantined }: AnomalousSources,
  now: Date,
): DatabaseStatistics {
  const series = backups.flatMap(pointOf).reverse();
  const fulls = backups.filter((backup) => typeOf(backup) === 'full').flatMap(pointOf);
  const storedBytes = sumOf(fulls, (point) => point.storedBytes);
  return {
    database,
    backups: backups.length,
    verified: backups.filter(isVerified).length,
    damaged: backups.filter(isDamaged).length,
    storedBytes: sumOf(backups, (backup) => backup.storedBytes),
    oldestAt: backups.reduce((_, backup) => backup).createdAt,
    newestAt: currentUpTo(datedByNow(backups, now)[0] ?? backups[0], now),
    compressionRatio:
      storedBytes > 0 ? sumOf(fulls, (point) => point.databaseBytes) / storedBytes : undefined,
    quarantined: quarantined.get(database) ?? 0,
    frozen: pausedReason(database, anomalies.get(database) ?? []),
    series,
  };
}

function pointOf(backup: Backup): DatabaseStatistics['series'] {
  const manifest = manifestOf(backup);
  if (manifest === undefined) return [];
  const { filename, createdAt, storedBytes } = backup;
  const { databaseBytes, durationMs } = manifest;
  return [{ filename, createdAt, storedBytes, databaseBytes, durationMs, verified: isVerified(backup) }];
}

function sumOf<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0);
}
