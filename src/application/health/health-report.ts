import type { HealthCheck, HealthStatus } from '../../domain/health/health.ts';

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
}

export interface RecentBackupHealth extends HealthCheck {
  readonly databases: readonly {
    readonly database: string;
    readonly backupFiles: number;
    readonly newest: string | undefined;
    readonly newestAt: Date | undefined;
    readonly newestVerified: string | undefined;
    readonly newestVerifiedAt: Date | undefined;
    /** Age of the newest verified backup. */
    readonly ageHours: number | undefined;
  }[];
}

export interface SystemResourcesHealth extends HealthCheck {
  readonly freeBytes: number | undefined;
  readonly totalBytes: number | undefined;
  readonly usedPercent: number | undefined;
}
