import type { Writable } from 'node:stream';
import type {
  AcknowledgeAnomalyCommand,
  AcknowledgeAnomalyResult,
} from '../../../application/acknowledge-anomaly.ts';
import type { BackUpAll } from '../../../application/back-up-all.ts';
import type { BackUpAndCleanUpResult } from '../../../application/back-up-and-clean-up.ts';
import type { AdoptBackupCommand } from '../../../application/adopt-backup.ts';
import type { ChangeBackupStateCommand } from '../../../application/change-backup-state.ts';
import type { CleanupBackupsCommand, CleanupBackupsResult } from '../../../application/cleanup-backups.ts';
import type { CreateBackupCommand } from '../../../application/create-backup.ts';
import type { IssueAccessToken } from '../../../application/issue-access-token.ts';
import type { ListBackupsCommand } from '../../../application/list-backups.ts';
import type { TestNotifications } from '../../../application/notifications/test-notifications.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type { RunListener } from '../../../application/ports/run-listener.ts';
import type { HealthReport } from '../../../application/report-health.ts';
import type { HistoryReport, ReportHistoryCommand } from '../../../application/report-history.ts';
import type { StatisticsReport } from '../../../application/report-statistics.ts';
import type { PlanRestore } from '../../../application/plan-restore.ts';
import type { RestoreBackupCommand, RestoreBackupResult } from '../../../application/restore-backup.ts';
import type { PreflightReport, RunPreflightCommand } from '../../../application/run-preflight.ts';
import type { StreamBackupCommand, StreamBackupResult } from '../../../application/stream-backup.ts';
import type { UndoRestoreCommand } from '../../../application/undo-restore.ts';
import type { VerifyBackupCommand, VerifyBackupResult } from '../../../application/verify-backup.ts';
import type { VerifyBackups } from '../../../application/verify-backups.ts';
import type { Backup } from '../../../domain/backup/backup.ts';
import type { VerificationSelection } from '../../../domain/verification/select-for-verification.ts';
import type { VerificationLevel } from '../../../domain/verification/verification.ts';

/** A use case as the command line sees it. */
export interface CancellableUseCase<Command, Result> {
  execute(command: Command, options: { readonly signal?: AbortSignal | undefined }): Promise<Result>;
}

/** A value that a flag puts over the configuration, with the flag it came from, e.g. `flag --level`. */
export type SettingOverrides = Readonly<Record<string, { readonly value: unknown; readonly source: string }>>;

/** What one invocation works with; built by the composition root from the settings in force. */
export interface CliServices {
  readonly createBackup: CancellableUseCase<CreateBackupCommand, BackUpAndCleanUpResult>;
  readonly backUpAll: Pick<BackUpAll, 'execute'>;
  readonly listBackups: { execute(command: ListBackupsCommand): Promise<readonly Backup[]> };
  readonly verifyBackup: CancellableUseCase<VerifyBackupCommand, VerifyBackupResult>;
  readonly verifyBackups: Pick<VerifyBackups, 'execute'>;
  readonly adoptBackup: CancellableUseCase<AdoptBackupCommand, Backup>;
  readonly changeBackupState: CancellableUseCase<ChangeBackupStateCommand, Backup>;
  /** What `verify --select` does when it is not told more. */
  readonly verifySchedule: {
    readonly level: VerificationLevel;
    readonly selection: VerificationSelection;
  };
  readonly restoreBackup: CancellableUseCase<RestoreBackupCommand, RestoreBackupResult>;
  readonly planRestore: Pick<PlanRestore, 'execute'>;
  readonly streamBackup: CancellableUseCase<StreamBackupCommand, StreamBackupResult>;
  readonly undoRestore: CancellableUseCase<UndoRestoreCommand, RestoreBackupResult>;
  readonly cleanupBackups: CancellableUseCase<CleanupBackupsCommand, CleanupBackupsResult>;
  readonly acknowledgeAnomaly: CancellableUseCase<AcknowledgeAnomalyCommand, AcknowledgeAnomalyResult>;
  readonly reportHealth: { execute(): Promise<HealthReport> };
  readonly reportHistory: { execute(command: ReportHistoryCommand): Promise<HistoryReport> };
  readonly reportStatistics: { execute(): Promise<StatisticsReport> };
  readonly testNotifications: Pick<TestNotifications, 'execute'>;
  readonly runPreflight: CancellableUseCase<RunPreflightCommand, PreflightReport>;
  /** The configured databases. */
  readonly databases: readonly { readonly name: string | undefined; readonly path: string }[];
  /** Whether databases are looked for besides the configured ones. */
  readonly discoversDatabases: boolean;
  readonly backupDirectory: string;
  /** Every setting in force, secrets masked. */
  readonly settings: readonly { readonly key: string; readonly value: unknown; readonly source: string }[];
  readonly logger: Logger;
  /** @throws BackupTimeoutException what the command does outside of runs hangs */
  withinDeadline<T>(work: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface ServicesRequest {
  /** Absolute path of the configuration file asked for; `undefined` takes the default one if it is there. */
  readonly configFile: string | undefined;
  readonly overrides: SettingOverrides;
  /** Nothing but errors on stderr. */
  readonly quiet: boolean;
  readonly listeners: readonly RunListener[];
}

export interface ServiceRequest extends Omit<ServicesRequest, 'listeners'> {
  /** Aborts when the service is to stop; a service that is still starting gives up. */
  readonly signal: AbortSignal;
}

/** A service that answers. */
export interface RunningService {
  readonly url: string;
  /** The file that keeps the token of a service without configured ones; `undefined` where there is no such token. */
  readonly tokenFile: string | undefined;
  /** Cancels what is under way, waits for its end, and closes; at most a few seconds. */
  stop(): Promise<void>;
}

/** The world around the command line, handed in so that it can be tested without a process. */
export interface CliEnvironment {
  /** @throws ConfigurationException a setting is unknown, of the wrong type or contradictory */
  loadServices(request: ServicesRequest): Promise<CliServices>;
  /**
   * Starts the API and what goes on behind it.
   * @throws ConfigurationException a setting is wrong, or nobody may listen there
   */
  startService(request: ServiceRequest): Promise<RunningService>;
  /** Needs no settings: who was refused for a token in them can make one. */
  loadIssueAccessToken(): Promise<Pick<IssueAccessToken, 'execute'>>;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether stderr is a terminal. */
  readonly isTerminal: boolean;
  readonly isStdoutTerminal: boolean;
  readonly version: string;
  readonly signal: AbortSignal;
  /** Relative paths on the command line are relative to this. */
  readonly cwd: string;
}
