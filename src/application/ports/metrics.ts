import type { HealthStatus } from '../../domain/health/health.ts';
import type { RunListener } from './run-listener.ts';

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
  readonly stores: readonly StoreMetrics[];
  /** Absent until the fleet was read. */
  readonly fleet?: FleetMetrics | undefined;
}

export interface StoreMetrics {
  readonly store: string;
  readonly isReachable: boolean;
  readonly backups: number | undefined;
  readonly storedBytes: number | undefined;
  /** Creation of its newest verified backup. */
  readonly lastVerifiedAt: Date | undefined;
}

/** All hosts of a remote store. */
export interface FleetMetrics {
  /** Age of these facts. */
  readonly ageSeconds: number;
  /** Number of hosts by state, e.g. `overdue`. */
  readonly hosts: Readonly<Record<string, number>>;
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

/** `undefined` until something is known. Must be cheap, without disk access. */
export type LatestMetricsFacts = () => MetricsFacts | undefined;

export interface ObservedRequest {
  /** Upper case. */
  readonly method: string;
  /** The route's pattern, never the requested path, which the caller chooses. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

export interface MetricsExposition {
  /** For the Content-Type header. */
  readonly contentType: string;
  readonly text: string;
}

/**
 * Metrics of the backups, without disk or database access. Labels are names of databases and stores and fixed words,
 * never input of a caller. A port, because the format comes from a library.
 *
 * **Guarantees**
 * - exports the last known state of each database
 * - omits unknown values
 * - no longer exports a database that is gone
 * - counts requests by method, route and status
 */
export interface Metrics extends RunListener {
  observeRequest(request: ObservedRequest): void;
  render(): Promise<MetricsExposition>;
}
