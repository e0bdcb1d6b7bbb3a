import type {
  AcknowledgeAnomaly,
  AcknowledgeAnomalyResult,
} from '../../../application/acknowledge-anomaly.ts';
import type { AdoptBackup } from '../../../application/adopt-backup.ts';
import type { BackUpAndCleanUp } from '../../../application/back-up-and-clean-up.ts';
import type { ChangeBackupState } from '../../../application/change-backup-state.ts';
import type { CleanupBackups, CleanupBackupsResult } from '../../../application/cleanup-backups.ts';
import type { ListBackups } from '../../../application/list-backups.ts';
import type { HealthReport, ReportHealth } from '../../../application/report-health.ts';
import type {
  HistoryReport,
  ReportHistory,
  ReportHistoryCommand,
} from '../../../application/report-history.ts';
import type { ReportStatistics, StatisticsReport } from '../../../application/report-statistics.ts';
import type { RestoreBackup, RestoreBackupResult } from '../../../application/restore-backup.ts';
import type { RetentionChange } from '../../../application/retention/changed-retention.ts';
import type { UndoRestore } from '../../../application/undo-restore.ts';
import type { VerifyBackup, VerifyBackupResult } from '../../../application/verify-backup.ts';
import type { VerifyBackups } from '../../../application/verify-backups.ts';
import type { VerificationSelection } from '../../../domain/verification/select-for-verification.ts';
import type { VerificationLevel } from '../../../domain/verification/verification.ts';
import {
  backupArgument,
  choiceOf,
  pathArgument,
  sourceOf,
  type BackupSelection,
  type SourceArgument,
} from './arguments.ts';
import { describeBackup, type BackupInfo, type CreatedBackup } from './backup-info.ts';
import type { RunningSchedule } from './running-schedule.ts';

export interface CreateBackupOptions {
  /** The name the backups are kept under; left out it comes from the path. */
  readonly database?: string;
  readonly label?: string;
  /** The database was moved: go on under its name at the new path. Once is enough. */
  readonly moved?: boolean;
  readonly signal?: AbortSignal;
}

/** The use cases that the library offers. */
export interface LibraryServices {
  readonly createBackup: BackUpAndCleanUp;
  readonly listBackups: ListBackups;
  readonly verifyBackup: VerifyBackup;
  readonly verifyBackups: VerifyBackups;
  readonly adoptBackup: AdoptBackup;
  readonly changeBackupState: ChangeBackupState;
  readonly cleanupBackups: CleanupBackups;
  readonly restoreBackup: RestoreBackup;
  readonly undoRestore: UndoRestore;
  readonly acknowledgeAnomaly: AcknowledgeAnomaly;
  readonly reportHealth: ReportHealth;
  readonly reportStatistics: ReportStatistics;
  readonly reportHistory: ReportHistory;
  readonly databases: readonly SourceArgument[];
  startSchedule(): Promise<RunningSchedule>;
  close(): Promise<void>;
}

interface Cancellable {
  readonly signal?: AbortSignal;
}

/** The guide's BackupManager: every method is one use case. Failures are exceptions with `code` and `hint`. */
export class BackupManagerMethods {
  readonly #load: () => Promise<LibraryServices>;

  /** @param load builds the services at the first call */
  constructor(load: () => Promise<LibraryServices>) {
    this.#load = load;
  }

  /**
   * Backs up `sourcePath`, or the one configured database; then applies retention to it (setting
   * `cleanup_after_create`). A cleanup that fails is in the log, and the backup is a success all the same.
   * @throws UsageException no database is named, or several are configured; a path that can only be a mistake
   * @throws BackupManagerException see CreateBackup
   */
  async createBackup(sourcePath?: string, options: CreateBackupOptions = {}): Promise<CreatedBackup> {
    const services = await this.#load();
    const source = sourceOf(sourcePath, services.databases);
    const { backup, manifest, verified, removed } = await services.createBackup.execute(
      {
        sourcePath: source.path,
        database: options.database ?? source.name,
        label: options.label,
        moved: options.moved,
      },
      options,
    );
    return {
      ...describeBackup(backup),
      database: manifest.database,
      message: `${manifest.filename}: ${String(manifest.storedBytes)} bytes, ${verified ? 'verified' : 'not verified'}`,
      manifest,
      removed,
    };
  }

  /** Newest first; only one database's when it is named. */
  async listBackups(database?: string): Promise<readonly BackupInfo[]> {
    const { listBackups } = await this.#load();
    return (await listBackups.execute({ database })).map(describeBackup);
  }

  /** @throws BackupNotFoundException; a damaged backup is a result, not an exception */
  async verifyBackup(
    filename: string,
    options: Cancellable & { readonly level?: VerificationLevel } = {},
  ): Promise<VerifyBackupResult> {
    const { verifyBackup } = await this.#load();
    const level = options.level ?? 'quick';
    return verifyBackup.execute({ filename: backupArgument(filename), level }, options);
  }

  /**
   * Verifies every backup, or those of one database, or a selection of each database's.
   * @throws BackupNotFoundException there is none; what cannot be looked at is an inconclusive result
   */
  async verifyBackups(
    options: Cancellable & {
      readonly level?: VerificationLevel;
      readonly database?: string;
      readonly selection?: VerificationSelection;
    } = {},
  ): Promise<readonly VerifyBackupResult[]> {
    const { verifyBackups } = await this.#load();
    return verifyBackups.execute({ ...options, level: options.level ?? 'quick' }, options);
  }

  /**
   * Proves another tool's file in the backup directory and makes it a backup like every other. It is pinned where
   * retention would remove it (older than `keep_days`) or another backup for it, unless `pin` is false.
   */
  async adoptBackup(
    filename: string,
    options: Cancellable & { readonly database?: string; readonly pin?: boolean } = {},
  ): Promise<BackupInfo> {
    const { adoptBackup } = await this.#load();
    const { database, pin } = options;
    return describeBackup(
      await adoptBackup.execute({ filename: backupArgument(filename), database, pin }, options),
    );
  }

  /** Pins a backup, lets it go again, or labels it; an empty label takes the label away. */
  async changeBackup(
    filename: string,
    change: { readonly pinned?: boolean; readonly label?: string },
    options: Cancellable = {},
  ): Promise<BackupInfo> {
    const { changeBackupState } = await this.#load();
    return describeBackup(
      await changeBackupState.execute({ ...change, filename: backupArgument(filename) }, options),
    );
  }

  /** Applies the retention policy of the configuration; `keepDays` and `maxFiles` stand in place of its own. */
  async cleanupBackups(
    options: Cancellable & RetentionChange & { readonly database?: string; readonly dryRun?: boolean } = {},
  ): Promise<CleanupBackupsResult> {
    const { cleanupBackups } = await this.#load();
    return cleanupBackups.execute({ ...options, dryRun: options.dryRun ?? false }, options);
  }

  /**
   * Restores to a path; an existing file is replaced only with `overwrite`, and then not kept.
   * @throws UsageException a path that can only be a mistake
   */
  async restoreBackup(
    backup: BackupSelection,
    targetPath: string,
    options: Cancellable & { readonly overwrite?: boolean } = {},
  ): Promise<RestoreBackupResult> {
    const { restoreBackup } = await this.#load();
    const path = pathArgument('the target', targetPath);
    const target = { kind: 'path', path, overwrite: options.overwrite ?? false } as const;
    return restoreBackup.execute({ backup: choiceOf(backup), target }, options);
  }

  /** Restores to where the database was backed up; what is there is kept as a pinned backup first. */
  async restoreInPlace(backup: BackupSelection, options: Cancellable = {}): Promise<RestoreBackupResult> {
    const { restoreBackup } = await this.#load();
    return restoreBackup.execute({ backup: choiceOf(backup), target: { kind: 'in_place' } }, options);
  }

  /** Takes the last restore in place back. */
  async undoRestore(
    options: Cancellable & { readonly database?: string } = {},
  ): Promise<RestoreBackupResult> {
    const { undoRestore } = await this.#load();
    return undoRestore.execute({ database: options.database }, options);
  }

  /**
   * Ends the freeze of retention that a suspicious source caused.
   * @throws UsageException there is no backup of such a database
   */
  async acknowledgeAnomaly(database: string, options: Cancellable = {}): Promise<AcknowledgeAnomalyResult> {
    const { acknowledgeAnomaly } = await this.#load();
    return acknowledgeAnomaly.execute({ database }, options);
  }

  async getHealthStatus(): Promise<HealthReport> {
    const { reportHealth } = await this.#load();
    return reportHealth.execute();
  }

  async getStatistics(): Promise<StatisticsReport> {
    const { reportStatistics } = await this.#load();
    return reportStatistics.execute();
  }

  /** What ran and what became of it, newest first; all that is on record where no limit is given. */
  async history(options: ReportHistoryCommand = {}): Promise<HistoryReport> {
    const { reportHistory } = await this.#load();
    return reportHistory.execute(options);
  }

  /**
   * Does by itself what the configuration puts on a schedule, as the service does: backups and retention after them,
   * verifications, restore drills; what was missed while nobody was there is made up for. It does not keep the process
   * alive. A second call gives the schedule that is at work.
   * @throws UsageException no database is configured, or the manager was closed
   */
  async startSchedule(): Promise<RunningSchedule> {
    const services = await this.#load();
    return services.startSchedule();
  }

  /** Ends the schedule and what the API was asked for, at once; sends what is to be told, and flushes journal and log. */
  async close(): Promise<void> {
    const services = await this.#load();
    await services.close();
  }
}
