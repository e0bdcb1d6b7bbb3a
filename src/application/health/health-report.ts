import type { StoreType } from '../stores/named-store.ts';
import type { DiskTrend } from '../../domain/health/disk-trend.ts';
import type { HealthCheck, HealthStatus } from '../../domain/health/health.ts';
import type { CheckResult, VerificationLevel } from '../../domain/verification/verification.ts';

export interface HealthReport {
  readonly overallStatus: HealthStatus;
  readonly checkedAt: Date;
  readonly database: DatabaseHealth;
  readonly backupDirectory: BackupDirectoryHealth;
  readonly recentBackup: RecentBackupHealth;
  readonly systemResources: SystemResourcesHealth;
  /** The primary store first; their findings are in the checks. */
  readonly stores: readonly StoreHealth[];
}

export interface StoreHealth {
  readonly name: string;
  readonly type: StoreType;
  readonly location: string;
  /** Whether it could be listed. */
  readonly isReachable: boolean;
  /** All of its files; `undefined` where it is unreachable, as below. */
  readonly backups: number | undefined;
  readonly storedBytes: number | undefined;
  readonly newestVerified: string | undefined;
  readonly newestVerifiedAt: Date | undefined;
  /** The last run that found the database unchanged since; `undefined` when none did. */
  readonly unchangedAt: Date | undefined;
  /** Why it is unreachable, or its last failure on record without a later success. */
  readonly lastError: { readonly at: Date; readonly message: string } | undefined;
}

export interface DatabaseHealth extends HealthCheck {
  readonly databases: readonly {
    readonly database: string;
    readonly path: string;
    readonly exists: boolean;
    readonly readable: boolean;
    readonly sizeBytes: number;
    /** Source check of the newest backup; `undefined` when there is none. */
    readonly integrity: string | undefined;
    /** Why its retention is paused; `undefined` without an anomaly. */
    readonly frozen: string | undefined;
    /** Captures of its damaged source in quarantine. */
    readonly quarantined: number;
  }[];
}

export interface BackupDirectoryHealth extends HealthCheck {
  readonly path: string;
  readonly writable: boolean;
  readonly backupFiles: number;
  readonly totalBytes: number;
  /** Captures of damaged sources in quarantine. */
  readonly quarantined: number;
  /** Channels whose notifications do not arrive. */
  readonly failingChannels: readonly string[];
}

export interface RecentBackupHealth extends HealthCheck {
  /** Maximum age of the newest verified backup. */
  readonly maxAgeHours: number;
  readonly databases: readonly {
    readonly database: string;
    readonly backupFiles: number;
    readonly newest: string | undefined;
    readonly newestAt: Date | undefined;
    /** The last run that found the database unchanged since the newest backup; `undefined` when none did. */
    readonly newestUnchangedAt: Date | undefined;
    readonly newestVerified: string | undefined;
    readonly newestVerifiedAt: Date | undefined;
    /** As `newestUnchangedAt`, of the newest verified backup. */
    readonly unchangedAt: Date | undefined;
    /** Age of the newest verified backup, from `unchangedAt` where it is known: the possible data loss. */
    readonly ageHours: number | undefined;
    /** The due time without the expected verified backup; absent when nothing is overdue. */
    readonly overdueSince?: Date;
    /** When the next verified backup is too old or overdue; absent without a verified backup. */
    readonly overdueAt?: Date;
    /** The newest ok verification, at any level. */
    readonly lastProof: VerificationHealth | undefined;
    /** The newest restore drill, with any result. */
    readonly lastDrill: VerificationHealth | undefined;
    readonly counts: BackupCounts;
    /** Of all data files. */
    readonly storedBytes: number;
    /** Size of the newest backup's data file. */
    readonly newestStoredBytes: number | undefined;
    /** Size of the database in it. */
    readonly newestDatabaseBytes: number | undefined;
    /** Duration of its creation. */
    readonly newestDurationMs: number | undefined;
  }[];
}

export interface VerificationHealth {
  readonly filename: string;
  readonly at: Date;
  readonly level: VerificationLevel;
  readonly result: CheckResult;
  readonly ageHours: number;
  /** Restore time of a drill; `undefined` for other levels. */
  readonly restoreMs: number | undefined;
}

/** Backups by state; a pinned one is in another count too. */
export interface BackupCounts {
  readonly verified: number;
  readonly unverified: number;
  /** Known to be damaged, damaged manifests included. */
  readonly damaged: number;
  /** Other tools' files. */
  readonly unmanaged: number;
  readonly pinned: number;
}

export interface SystemResourcesHealth extends HealthCheck {
  readonly freeBytes: number | undefined;
  readonly totalBytes: number | undefined;
  readonly usedPercent: number | undefined;
  /** `undefined` where it is unknown how fast the disk fills. */
  readonly trend: DiskTrend | undefined;
}
