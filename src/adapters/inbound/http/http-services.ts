import type {
  AcknowledgeAnomalyCommand,
  AcknowledgeAnomalyResult,
} from '../../../application/acknowledge-anomaly.ts';
import type { AdoptBackupCommand } from '../../../application/adopt-backup.ts';
import type { BackUpAll } from '../../../application/back-up-all.ts';
import type { BackUpAndCleanUpResult } from '../../../application/back-up-and-clean-up.ts';
import type { ChangeBackupStateCommand } from '../../../application/change-backup-state.ts';
import type { CleanupBackupsCommand, CleanupBackupsResult } from '../../../application/cleanup-backups.ts';
import type { CreateBackupCommand } from '../../../application/create-backup.ts';
import type { DownloadBackup } from '../../../application/download-backup.ts';
import type { EventFeed } from '../../../application/events/event-feed.ts';
import type { HealthMonitor } from '../../../application/health/health-monitor.ts';
import type { JobRegistry } from '../../../application/jobs/job-registry.ts';
import type { InspectBackupCommand, InspectBackupResult } from '../../../application/inspect-backup.ts';
import type { ListBackupsCommand } from '../../../application/list-backups.ts';
import type { PlanRestore } from '../../../application/plan-restore.ts';
import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type { Metrics } from '../../../application/ports/metrics.ts';
import type { CalendarReport, ReportCalendarCommand } from '../../../application/report-calendar.ts';
import type { DatabasesReport } from '../../../application/report-databases.ts';
import type { HistoryReport, ReportHistoryCommand } from '../../../application/report-history.ts';
import type { ReportRun } from '../../../application/report-run.ts';
import type { StatisticsReport } from '../../../application/report-statistics.ts';
import type { RestoreBackupCommand, RestoreBackupResult } from '../../../application/restore-backup.ts';
import type { UndoRestoreCommand } from '../../../application/undo-restore.ts';
import type { VerifyBackupCommand, VerifyBackupResult } from '../../../application/verify-backup.ts';
import type { Backup } from '../../../domain/backup/backup.ts';
import type { VerificationLevel } from '../../../domain/verification/verification.ts';
import type { DatabaseRef } from '../../../domain/databases/database-ref.ts';

export interface CancellableUseCase<Command, Result> {
  execute(command: Command, options: { readonly signal?: AbortSignal | undefined }): Promise<Result>;
}

export interface HttpServices {
  readonly createBackup: CancellableUseCase<CreateBackupCommand, BackUpAndCleanUpResult>;
  readonly backUpAll: Pick<BackUpAll, 'execute'>;
  readonly listBackups: { execute(command: ListBackupsCommand): Promise<readonly Backup[]> };
  readonly verifyBackup: CancellableUseCase<VerifyBackupCommand, VerifyBackupResult>;
  readonly defaultVerificationLevel: VerificationLevel;
  readonly inspectBackup: CancellableUseCase<InspectBackupCommand, InspectBackupResult>;
  readonly adoptBackup: CancellableUseCase<AdoptBackupCommand, Backup>;
  readonly changeBackupState: CancellableUseCase<ChangeBackupStateCommand, Backup>;
  readonly restoreBackup: CancellableUseCase<RestoreBackupCommand, RestoreBackupResult>;
  readonly planRestore: Pick<PlanRestore, 'execute'>;
  readonly downloadBackup: Pick<DownloadBackup, 'execute'>;
  readonly undoRestore: CancellableUseCase<UndoRestoreCommand, RestoreBackupResult>;
  readonly cleanupBackups: CancellableUseCase<CleanupBackupsCommand, CleanupBackupsResult>;
  readonly acknowledgeAnomaly: CancellableUseCase<AcknowledgeAnomalyCommand, AcknowledgeAnomalyResult>;
  readonly healthMonitor: Pick<HealthMonitor, 'latest' | 'refresh'>;
  readonly reportDatabases: { execute(): Promise<DatabasesReport> };
  readonly reportCalendar: { execute(command: ReportCalendarCommand): Promise<CalendarReport> };
  readonly reportHistory: { execute(command: ReportHistoryCommand): Promise<HistoryReport> };
  readonly reportRun: Pick<ReportRun, 'execute'>;
  readonly reportStatistics: { execute(): Promise<StatisticsReport> };
  readonly jobs: Pick<JobRegistry, 'start' | 'get' | 'list' | 'cancel'>;
  readonly events: Pick<EventFeed, 'subscribe'>;
  readonly metrics: Pick<Metrics, 'render' | 'observeRequest'>;
  /** Configured and discovered databases, the only targets of a restore. Read it at each request: it changes. */
  readonly databases: readonly DatabaseRef[];
  /** Every effective setting, secrets masked. */
  readonly settings: readonly { readonly key: string; readonly value: unknown; readonly source: string }[];
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
}
