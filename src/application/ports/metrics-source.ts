import type { HealthStatus } from '../../domain/health/health.ts';

/** What is known of the backups as a whole; `undefined` is not known. */
export interface MetricsFacts {
  readonly status: HealthStatus;
  /** How long ago all this was found out. */
  readonly ageSeconds: number;
  /** How old the newest verified backup may grow. */
  readonly objectiveSeconds: number;
  readonly freeBytes: number | undefined;
  readonly totalBytes: number | undefined;
  readonly fullInDays: number | undefined;
  readonly failingChannels: number;
  readonly databases: readonly DatabaseMetrics[];
}

/** What is known of one database's backups. */
export interface DatabaseMetrics {
  readonly database: string;
  readonly sourceReadable: boolean;
  readonly isRetentionPaused: boolean;
  readonly quarantined: number;
  /** When the newest backup was made. */
  readonly lastSuccessAt: Date | undefined;
  /** When the newest verified backup was made. */
  readonly lastVerifiedAt: Date | undefined;
  /** Age of the newest verified backup now. */
  readonly rpoSeconds: number | undefined;
  readonly lastOkAt: Date | undefined;
  readonly lastDrillAt: Date | undefined;
  /** How long the restore of the last drill took. */
  readonly drillRestoreSeconds: number | undefined;
  readonly durationSeconds: number | undefined;
  readonly newestStoredBytes: number | undefined;
  readonly newestDatabaseBytes: number | undefined;
  readonly storedBytes: number;
  /** Number of backups by state, e.g. `verified`. */
  readonly backups: Readonly<Record<string, number>>;
}

/**
 * Who knows what the metrics tell of.
 *
 * **Guarantees**
 * - Asking is cheap and touches no disk.
 */
export interface MetricsSource {
  /** `undefined` until something is known. */
  latest(): MetricsFacts | undefined;
}
