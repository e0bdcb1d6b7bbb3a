import type { ServiceIdentifier } from 'inversify';
import type { AcknowledgeAnomaly } from '../application/acknowledge-anomaly.ts';
import type { BackUpAll } from '../application/back-up-all.ts';
import type { BackUpAndCleanUp } from '../application/back-up-and-clean-up.ts';
import type { AdoptBackup } from '../application/adopt-backup.ts';
import type { ChangeBackupState } from '../application/change-backup-state.ts';
import type { CleanupBackups } from '../application/cleanup-backups.ts';
import type { CreateBackup } from '../application/create-backup.ts';
import type { DownloadBackup } from '../application/download-backup.ts';
import type { DatabaseInventory } from '../application/databases/database-inventory.ts';
import type { HealthMonitor } from '../application/health/health-monitor.ts';
import type { InspectBackup } from '../application/inspect-backup.ts';
import type { ListBackups } from '../application/list-backups.ts';
import type { Notifications } from '../application/notifications/notifications.ts';
import type { TestNotifications } from '../application/notifications/test-notifications.ts';
import type { PlanRestore } from '../application/plan-restore.ts';
import type { AnomalyStore } from '../application/ports/anomaly-store.ts';
import type { ArtifactExtractor } from '../application/ports/artifact-extractor.ts';
import type { BackupStore } from '../application/ports/backup-store.ts';
import type { Clock } from '../application/ports/clock.ts';
import type { DatabaseDiscovery } from '../application/ports/database-discovery.ts';
import type { DatabaseInspector } from '../application/ports/database-inspector.ts';
import type { DatabaseProbe } from '../application/ports/database-probe.ts';
import type { DatabaseRestorer } from '../application/ports/database-restorer.ts';
import type { DatabaseSnapshotter } from '../application/ports/database-snapshotter.ts';
import type { DiskSpace } from '../application/ports/disk-space.ts';
import type { InPlaceRestorer } from '../application/ports/in-place-restorer.ts';
import type { NotificationRecord } from '../application/ports/notification-record.ts';
import type { Notifier } from '../application/ports/notifier.ts';
import type { Logger } from '../application/ports/logger.ts';
import type { OperationLock } from '../application/ports/operation-lock.ts';
import type { RunHistory } from '../application/ports/run-history.ts';
import type { RestoreRecords } from '../application/ports/restore-records.ts';
import type { Quarantine } from '../application/ports/quarantine.ts';
import type { RunLog } from '../application/ports/run-log.ts';
import type { RunListener } from '../application/ports/run-listener.ts';
import type { SourceFiles } from '../application/ports/source-files.ts';
import type { StagingArea } from '../application/ports/staging-area.ts';
import type { ReportHealth } from '../application/report-health.ts';
import type { ReportHistory } from '../application/report-history.ts';
import type { ReportRun } from '../application/report-run.ts';
import type { ReportStatistics } from '../application/report-statistics.ts';
import type { RestoreBackup } from '../application/restore-backup.ts';
import type { DatabasePreparation } from '../application/restore/database-preparation.ts';
import type { InPlaceReplacement } from '../application/restore/in-place-replacement.ts';
import type { InterruptedRestores } from '../application/restore/interrupted-restores.ts';
import type { RunPreflight } from '../application/run-preflight.ts';
import type { RunCoordinator } from '../application/runs/run-coordinator.ts';
import type { RunRecorder } from '../application/runs/run-recorder.ts';
import type { StreamBackup } from '../application/stream-backup.ts';
import type { UndoRestore } from '../application/undo-restore.ts';
import type { ArtifactVerifier } from '../application/verification/artifact-verifier.ts';
import type { RestoreDrill } from '../application/verification/restore-drill.ts';
import type { VerifyBackup } from '../application/verify-backup.ts';
import type { VerifyBackups } from '../application/verify-backups.ts';
import type { NamedDatabase } from '../settings/configured-databases.ts';

function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol.for(name);
}

export const TOKENS = {
  logger: token<Logger>('Logger'),
  listeners: token<readonly RunListener[]>('RunListeners'),
  journal: token<RunHistory>('RunHistory'),
  recorder: token<RunRecorder>('RunRecorder'),
  runLog: token<RunLog>('RunLog'),
  notifiers: token<readonly Notifier[]>('Notifiers'),
  notificationRecord: token<NotificationRecord>('NotificationRecord'),
  notifications: token<Notifications>('Notifications'),
  testNotifications: token<TestNotifications>('TestNotifications'),
  databases: token<readonly NamedDatabase[]>('NamedDatabases'),
  clock: token<Clock>('Clock'),
  sourceFiles: token<SourceFiles>('SourceFiles'),
  diskSpace: token<DiskSpace>('DiskSpace'),
  store: token<BackupStore>('BackupStore'),
  quarantine: token<Quarantine>('Quarantine'),
  anomalies: token<AnomalyStore>('AnomalyStore'),
  staging: token<StagingArea>('StagingArea'),
  extractor: token<ArtifactExtractor>('ArtifactExtractor'),
  restorer: token<DatabaseRestorer>('DatabaseRestorer'),
  inPlaceRestorer: token<InPlaceRestorer>('InPlaceRestorer'),
  restoreRecords: token<RestoreRecords>('RestoreRecords'),
  preparation: token<DatabasePreparation>('DatabasePreparation'),
  interruptedRestores: token<InterruptedRestores>('InterruptedRestores'),
  inPlaceReplacement: token<InPlaceReplacement>('InPlaceReplacement'),
  snapshotter: token<DatabaseSnapshotter>('DatabaseSnapshotter'),
  inspector: token<DatabaseInspector>('DatabaseInspector'),
  probe: token<DatabaseProbe>('DatabaseProbe'),
  discovery: token<DatabaseDiscovery>('DatabaseDiscovery'),
  inventory: token<DatabaseInventory>('DatabaseInventory'),
  healthMonitor: token<HealthMonitor>('HealthMonitor'),
  lock: token<OperationLock>('OperationLock'),
  coordinator: token<RunCoordinator>('RunCoordinator'),
  verifier: token<ArtifactVerifier>('ArtifactVerifier'),
  drill: token<RestoreDrill>('RestoreDrill'),
  downloadBackup: token<DownloadBackup>('DownloadBackup'),
  createBackup: token<CreateBackup>('CreateBackup'),
  backUpAndCleanUp: token<BackUpAndCleanUp>('BackUpAndCleanUp'),
  backUpAll: token<BackUpAll>('BackUpAll'),
  acknowledgeAnomaly: token<AcknowledgeAnomaly>('AcknowledgeAnomaly'),
  listBackups: token<ListBackups>('ListBackups'),
  inspectBackup: token<InspectBackup>('InspectBackup'),
  verifyBackup: token<VerifyBackup>('VerifyBackup'),
  verifyBackups: token<VerifyBackups>('VerifyBackups'),
  adoptBackup: token<AdoptBackup>('AdoptBackup'),
  changeBackupState: token<ChangeBackupState>('ChangeBackupState'),
  restoreBackup: token<RestoreBackup>('RestoreBackup'),
  planRestore: token<PlanRestore>('PlanRestore'),
  streamBackup: token<StreamBackup>('StreamBackup'),
  undoRestore: token<UndoRestore>('UndoRestore'),
  cleanupBackups: token<CleanupBackups>('CleanupBackups'),
  reportHealth: token<ReportHealth>('ReportHealth'),
  reportHistory: token<ReportHistory>('ReportHistory'),
  reportRun: token<ReportRun>('ReportRun'),
  reportStatistics: token<ReportStatistics>('ReportStatistics'),
  runPreflight: token<RunPreflight>('RunPreflight'),
} as const;
