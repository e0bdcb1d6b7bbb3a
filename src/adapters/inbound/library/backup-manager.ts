import type { UseCases } from '../../../application/use-cases.ts';
import type { AcknowledgeAnomalyResult } from '../../../application/acknowledge-anomaly.ts';
import type { CleanupStoresResult } from '../../../application/cleanup-stores.ts';
import type { HealthReport, ReportHealth } from '../../../application/report-health.ts';
import type { HistoryReport, ReportHistoryCommand } from '../../../application/report-history.ts';
import type { StatisticsReport } from '../../../application/report-statistics.ts';
import type { RestoreBackupResult } from '../../../application/restore-backup.ts';
import type { RetentionChange } from '../../../application/retention/changed-retention.ts';
import type { VerifyBackupResult } from '../../../application/verify-backup.ts';
import type { VerificationSelection } from '../../../domain/verification/select-for-verification.ts';
import type { VerificationLevel } from '../../../domain/verification/verification.ts';
import {
  backupArgument,
  pathArgument,
  restoreSource,
  sourceOf,
  type BackupSelection,
  type Cancellable,
  type CreateBackupOptions,
  type FromStore,
  type InStore,
} from './arguments.ts';
import { describeBackup, describeCreated, type BackupInfo, type CreatedBackup } from './backup-info.ts';
import type { RunningSchedule } from './running-schedule.ts';
import type { SourceRef } from '../../../domain/databases/database-ref.ts';

type SharedUseCases = Pick<
  UseCases,
  | 'acknowledgeAnomaly'
  | 'adoptBackup'
  | 'changeBackupState'
  | 'cleanupBackups'
  | 'createBackup'
  | 'inStore'
  | 'listBackups'
  | 'reportHistory'
  | 'reportStatistics'
  | 'restoreBackup'
  | 'restoreMissing'
  | 'undoRestore'
  | 'verifyBackup'
  | 'verifyBackups'
>;

export interface LibraryServices extends SharedUseCases {
  readonly reportHealth: ReportHealth;
  readonly databases: readonly SourceRef[];
  startSchedule(): Promise<RunningSchedule>;
  close(): Promise<void>;
}

/** The guide's BackupManager. Failures are exceptions with `code` and `hint`. */
export class BackupManagerMethods {
  readonly #load: () => Promise<LibraryServices>;

  /** @param load builds the services on the first call */
  constructor(load: () => Promise<LibraryServices>) {
    this.#load = load;
  }

  /**
   * Backs up `sourcePath`, or the only configured database, and applies retention to it (setting
   * `cleanup_after_create`). A failed cleanup is logged and does not fail the backup.
   * @throws UsageException no database is named, or several are configured; the path is not plausible
   * @throws BackupManagerException see CreateBackup
   */
  async createBackup(sourcePath?: string, options: CreateBackupOptions = {}): Promise<CreatedBackup> {
    const services = await this.#load();
    const source = sourceOf(sourcePath, services.databases);
    const created = await services.createBackup.execute(
      {
        sourcePath: source.path,
        database: options.database ?? source.name,
        label: options.label,
        type: options.type,
        moved: options.moved,
      },
      options,
    );
    return describeCreated(created);
  }

  /** Newest first; all databases, or one. */
  async listBackups(database?: string, options: FromStore = {}): Promise<readonly BackupInfo[]> {
    const { listBackups } = await this.#load();
    const { restorePoints } = await listBackups.execute({ database, ...options });
    return restorePoints.map(describeBackup);
  }

  /** A damaged backup is a result, not an exception. @throws BackupNotFoundException */
  async verifyBackup(
    filename: string,
    options: Cancellable & InStore & { readonly level?: VerificationLevel } = {},
  ): Promise<VerifyBackupResult> {
    const { verifyBackup } = await this.#inStore(options);
    const level = options.level ?? 'quick';
    return verifyBackup.execute({ filename: backupArgument(filename), level }, options);
  }

  /**
   * Verifies all backups, those of one database, or a selection of each database. An unreadable backup is an
   * inconclusive result.
   * @throws BackupNotFoundException there is no backup
   */
  async verifyBackups(
    options: Cancellable &
      InStore & {
        readonly level?: VerificationLevel;
        readonly database?: string;
        readonly selection?: VerificationSelection;
      } = {},
  ): Promise<readonly VerifyBackupResult[]> {
    const { verifyBackups } = await this.#inStore(options);
    return verifyBackups.execute({ ...options, level: options.level ?? 'quick' }, options);
  }

  /**
   * Verifies another tool's file in the backup directory and makes it a managed backup. It is pinned if retention would
   * remove it or another backup, unless `pin` is false.
   */
  async adoptBackup(
    filename: string,
    options: Cancellable & InStore & { readonly database?: string; readonly pin?: boolean } = {},
  ): Promise<BackupInfo> {
    const { adoptBackup } = await this.#inStore(options);
    const { database, pin } = options;
    return describeBackup(
      await adoptBackup.execute({ filename: backupArgument(filename), database, pin }, options),
    );
  }

  /** Pins, unpins or labels a backup; an empty label removes the label. */
  async changeBackup(
    filename: string,
    change: { readonly pinned?: boolean; readonly label?: string },
    options: Cancellable & InStore = {},
  ): Promise<BackupInfo> {
    const { changeBackupState } = await this.#inStore(options);
    return describeBackup(
      await changeBackupState.execute({ ...change, filename: backupArgument(filename) }, options),
    );
  }

  /** Applies the configured retention; `keepDays` and `maxFiles` override it. */
  async cleanupBackups(
    options: Cancellable & RetentionChange & { readonly database?: string; readonly dryRun?: boolean } = {},
  ): Promise<CleanupStoresResult> {
    const { cleanupBackups } = await this.#load();
    return cleanupBackups.execute({ ...options, dryRun: options.dryRun ?? false }, options);
  }

  /**
   * Restores to a path. With `overwrite` an existing file is replaced and not kept.
   * @throws UsageException the path is not plausible
   */
  async restoreBackup(
    backup: BackupSelection,
    targetPath: string,
    options: Cancellable & FromStore & { readonly overwrite?: boolean } = {},
  ): Promise<RestoreBackupResult> {
    const { restoreBackup } = await this.#load();
    const path = pathArgument('the target', targetPath);
    const target = { kind: 'path', path, overwrite: options.overwrite ?? false } as const;
    return restoreBackup.execute({ ...restoreSource(backup, options), target }, options);
  }

  /** Restores to a path where nothing is; `undefined` when something is there. */
  async restoreIfMissing(
    backup: BackupSelection,
    targetPath: string,
    options: Cancellable & FromStore = {},
  ): Promise<RestoreBackupResult | undefined> {
    const { restoreMissing } = await this.#load();
    const path = pathArgument('the target', targetPath);
    return restoreMissing.execute({ ...restoreSource(backup, options), path }, options);
  }

  /** Restores to the path that was backed up, after a pinned backup of the present database. */
  async restoreInPlace(
    backup: BackupSelection,
    options: Cancellable & FromStore = {},
  ): Promise<RestoreBackupResult> {
    const { restoreBackup } = await this.#load();
    const target = { kind: 'in_place' } as const;
    return restoreBackup.execute({ ...restoreSource(backup, options), target }, options);
  }

  /** Reverts the last restore in place. */
  async undoRestore(
    options: Cancellable & { readonly database?: string } = {},
  ): Promise<RestoreBackupResult> {
    const { undoRestore } = await this.#load();
    return undoRestore.execute({ database: options.database }, options);
  }

  /**
   * Acknowledges an anomaly, which resumes retention.
   * @throws UsageException there is no backup of this database
   */
  async acknowledgeAnomaly(database: string, options: Cancellable = {}): Promise<AcknowledgeAnomalyResult> {
    const { acknowledgeAnomaly } = await this.#load();
    return acknowledgeAnomaly.execute({ database }, options);
  }

  async getHealthStatus(): Promise<HealthReport> {
    const { reportHealth } = await this.#load();
    return reportHealth.execute();
  }

  /** Of the primary store, or of another one. */
  async getStatistics(options: InStore = {}): Promise<StatisticsReport> {
    const { reportStatistics } = await this.#inStore(options);
    return reportStatistics.execute();
  }

  /** Runs and their outcomes, newest first; all of them without a limit. */
  async history(options: ReportHistoryCommand = {}): Promise<HistoryReport> {
    const { reportHistory } = await this.#load();
    return reportHistory.execute(options);
  }

  /**
   * Runs the configured schedule like the service: backups with retention, verifications, restore drills, and tasks
   * missed while the process was not running. Does not keep the process alive. A second call returns the same schedule.
   * @throws UsageException no database is configured, or the manager was closed
   */
  async startSchedule(): Promise<RunningSchedule> {
    const services = await this.#load();
    return services.startSchedule();
  }

  /** Cancels the schedule and jobs of the API, sends pending notifications, and writes run history and log file. */
  async close(): Promise<void> {
    const services = await this.#load();
    await services.close();
  }

  async #inStore({ store }: InStore): Promise<SharedUseCases> {
    const services = await this.#load();
    return store === undefined ? services : services.inStore(store);
  }
}
