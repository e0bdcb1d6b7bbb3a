import type { DiskTrend } from '../../domain/health/disk-trend.ts';
import type { HealthCheck, HealthStatus } from '../../domain/health/health.ts';
import type { CheckResult, VerificationLevel } from '../../domain/verification/verification.ts';

/** The guide's four groups. */
export interface HealthReport {
  readonly overallStatus: HealthStatus;
  readonly checkedAt: Date;
  readonly database: DatabaseHealth;
  readonly backupDirectory: BackupDirectoryHealth;
  readonly recentBackup: RecentBackupHealth;
  readonly systemResources: SystemResourcesHealth;
}

/** A database that is meant to be backed up. */
export interface ConfiguredDatabase {
  readonly name: string;
  readonly path: string;
}

export interface DatabaseHealth extends HealthCheck {
  readonly databases: readonly {
    readonly database: string;
    readonly path: string;
    readonly exists: boolean;
    readonly readable: boolean;
    readonly sizeBytes: number;
    /** Result of the source check of the newest backup; `undefined` when there is none. */
    readonly integrity: string | undefined;
    /** Why retention removes nothing of it; `undefined` when nothing is suspicious. */
    readonly frozen: string | undefined;
    /** How many captures of it are in quarantine. */
    readonly quarantined: number;
  }[];
}

export interface BackupDirectoryHealth extends HealthCheck {
  readonly path: string;
  readonly writable: boolean;
  readonly backupFiles: number;
  readonly totalBytes: number;
  /** How many captures of damaged sources are in quarantine. */
  readonly quarantined: number;
  /** Channels through which notifications do not arrive. */
  readonly failingChannels: readonly string[];
}

export interface RecentBackupHealth extends HealthCheck {
  /** How old the newest verified backup of a database may grow. */
  readonly maxAgeHours: number;
  readonly databases: readonly {
    readonly database: string;
    readonly backupFiles: number;
    readonly newest: string | undefined;
    readonly newestAt: Date | undefined;
    readonly newestVerified: string | undefined;
    readonly newestVerifiedAt: Date | undefined;
    /** Age of the newest verified backup: what a loss of the database would cost. */
    readonly ageHours: number | undefined;
    /** The due moment by which there should be a verified backup; absent when there is. */
    readonly overdueSince?: Date;
    /** The newest verification that was ok, at whatever level. */
    readonly lastProof: VerificationHealth | undefined;
    /** The newest restore drill, whatever came of it. */
    readonly lastDrill: VerificationHealth | undefined;
    readonly counts: BackupCounts;
    /** Bytes of all data files. */
    readonly storedBytes: number;
    /** Of the newest backup; bytes of its data file. */
    readonly newestStoredBytes: number | undefined;
    /** Bytes of the database that it holds. */
    readonly newestDatabaseBytes: number | undefined;
    /** How long it took to make. */
    readonly newestDurationMs: number | undefined;
  }[];
}

export interface VerificationHealth {
  readonly filename: string;
  readonly at: Date;
  readonly level: VerificationLevel;
  readonly result: CheckResult;
  readonly ageHours: number;
  /** How long the restore took that a drill measured; `undefined` for other levels. */
  readonly restoreMs: number | undefined;
}

/** Backups by state; one that is pinned is in another count too. */
export interface BackupCounts {
  readonly verified: number;
  readonly unverified: number;
  /** Those known to be damaged, the manifest included. */
  readonly damaged: number;
  /** Another tool's. */
  readonly unmanaged: number;
  readonly pinned: number;
}

export interface SystemResourcesHealth extends HealthCheck {
  readonly freeBytes: number | undefined;
  readonly totalBytes: number | undefined;
  readonly usedPercent: number | undefined;
  /** `undefined` where it is not known how fast the disk fills. */
  readonly trend: DiskTrend | undefined;
}
