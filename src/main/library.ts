import { BackupManagerMethods, type LibraryServices } from '../adapters/inbound/library/backup-manager.ts';
import type { RunListener } from '../application/ports/run-listener.ts';
import { BackupConfig } from './backup-config.ts';

export { BackupConfig } from './backup-config.ts';
export type { BackupInfo, CreatedBackup } from '../adapters/inbound/library/backup-info.ts';
export type { BackupSelection, CreateBackupOptions } from '../adapters/inbound/library/backup-manager.ts';
export type { AcknowledgeAnomalyResult } from '../application/acknowledge-anomaly.ts';
export type { CleanupBackupsResult } from '../application/cleanup-backups.ts';
export type { Run, RunEvent, RunListener } from '../application/ports/run-listener.ts';
export type { HistoryReport, ReportHistoryCommand } from '../application/report-history.ts';
export type { HealthReport } from '../application/report-health.ts';
export type { StatisticsReport } from '../application/report-statistics.ts';
export type { RestoreBackupResult } from '../application/restore-backup.ts';
export type { VerifyBackupResult } from '../application/verify-backup.ts';
export type { VerificationSelection } from '../domain/verification/select-for-verification.ts';
export type { Manifest } from '../domain/backup/manifest.ts';
export type { JournalEntry, JournalOutcome } from '../domain/journal/journal-entry.ts';
export { BackupManagerException, type ExceptionCode } from '../domain/exceptions/backup-manager-exception.ts';
export { BackupCreationException } from '../domain/exceptions/backup-creation-exception.ts';
export { BackupDirectoryException } from '../domain/exceptions/backup-directory-exception.ts';
export { BackupNotFoundException } from '../domain/exceptions/backup-not-found-exception.ts';
export { BackupTimeoutException } from '../domain/exceptions/backup-timeout-exception.ts';
export { BackupVerificationException } from '../domain/exceptions/backup-verification-exception.ts';
export { ConfigurationException } from '../domain/exceptions/configuration-exception.ts';
export { DatabaseAccessException } from '../domain/exceptions/database-access-exception.ts';
export { DatabaseCorruptedException } from '../domain/exceptions/database-corrupted-exception.ts';
export { DatabaseNotFoundException } from '../domain/exceptions/database-not-found-exception.ts';
export { OperationCancelledException } from '../domain/exceptions/operation-cancelled-exception.ts';
export { OperationInProgressException } from '../domain/exceptions/operation-in-progress-exception.ts';
export { UsageException } from '../domain/exceptions/usage-exception.ts';

export interface BackupManagerOptions {
  /** Left out: `config/backup_config.json` if it is there, and the environment. */
  readonly config?: BackupConfig;
  /** Told of every run: start, progress, warnings, end. */
  readonly listeners?: readonly RunListener[];
}

/** Backs up live SQLite databases from inside an application; every source is opened in a child process only. */
export class BackupManager extends BackupManagerMethods {
  /** @throws ConfigurationException a setting is unknown, of the wrong type or contradictory */
  constructor(options: BackupManagerOptions = {}) {
    const config = options.config ?? new BackupConfig();
    let services: Promise<LibraryServices> | undefined;
    super(() => (services ??= compose(config, options.listeners ?? [])));
  }
}

async function compose(config: BackupConfig, listeners: readonly RunListener[]): Promise<LibraryServices> {
  const [{ createContainer }, { BunyanLogger }, { TOKENS }] = await Promise.all([
    import('./container.ts'),
    import('../adapters/outbound/logger/bunyan-logger.ts'),
    import('./tokens.ts'),
  ]);
  const { settings } = config;
  const logger = new BunyanLogger({
    level: settings.logLevel,
    // An application's stderr is its own; failures reach it as exceptions.
    stderrLevel: undefined,
    logFile: settings.logFile,
    stderr: process.stderr,
    isTerminal: false,
  });
  const container = await createContainer({ settings, logger, listeners });
  return {
    createBackup: container.get(TOKENS.backUpAndCleanUp),
    listBackups: container.get(TOKENS.listBackups),
    verifyBackup: container.get(TOKENS.verifyBackup),
    verifyBackups: container.get(TOKENS.verifyBackups),
    adoptBackup: container.get(TOKENS.adoptBackup),
    changeBackupState: container.get(TOKENS.changeBackupState),
    cleanupBackups: container.get(TOKENS.cleanupBackups),
    restoreBackup: container.get(TOKENS.restoreBackup),
    undoRestore: container.get(TOKENS.undoRestore),
    acknowledgeAnomaly: container.get(TOKENS.acknowledgeAnomaly),
    reportHealth: container.get(TOKENS.reportHealth),
    reportStatistics: container.get(TOKENS.reportStatistics),
    reportHistory: container.get(TOKENS.reportHistory),
    databases: settings.databases,
    close: async () => {
      await container.get(TOKENS.recorder).flush();
      const { settleNotifications } = await import('./settle-notifications.ts');
      const reportHealth = container.get(TOKENS.reportHealth);
      await settleNotifications(container.get(TOKENS.notifications), reportHealth, logger);
      await logger.close();
    },
  };
}
