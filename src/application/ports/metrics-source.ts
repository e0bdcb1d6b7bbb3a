import type { HealthStatus } from '../../domain/health/health.ts';

/** `undefined` values are unknown. */
export interface MetricsFacts {
  readonly status: HealthStatus;
  /** Age of these facts. */
  readonly ageSeconds: number;
  /** Maximum age of the newest verified backup. */
  readonly objectiveSeconds: number;
  readonly freeBytes: number | undefined;
  readonly totalBytes: number | undefined;
  readonly fullInDays: number | undefined;
  readonly failingChannels: number;
  readonly databases: readonly DatabaseMetrics[];
}

export interface DatabaseMetrics {
  readonly database: string;
  readonly sourceReadable: boolean;
  readonly isRetentionPaused: boolean;
  readonly quarantined: number;
  /** Creation of the newest backup. */
  readonly lastSuccessAt: Date | undefined;
  /** Creation of the newest verified backup. */
  readonly lastVerifiedAt: Date | undefined;
  /** Age of the newest verified backup now. */
  readonly rpoSeconds: number | undefined;
  readonly lastOkAt: Date | undefined;
  readonly lastDrillAt: Date | undefined;
  /** Restore time of the last drill. */
  readonly drillRestoreSeconds: number | undefined;
  readonly durationSeconds: number | undefined;
  readonly newestStoredBytes: number | undefined;
  readonly newestDatabaseBytes: number | undefined;
  readonly storedBytes: number;
  /** Number of backups by state, e.g. `verified`. */
  readonly backups: Readonly<Record<string, number>>;
}

/** The facts behind the metrics. */
export interface MetricsSource {
  /** `undefined` until something is known. Cheap, without disk access. */
  latest(): MetricsFacts | undefined;
}
