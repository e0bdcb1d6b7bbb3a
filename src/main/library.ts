import { BackupManagerMethods, type LibraryServices } from '../adapters/inbound/library/backup-manager.ts';
import type { RunListener } from '../application/ports/run-listener.ts';
import { BackupConfig } from './backup-config.ts';
import { rememberComposition } from './composition-of.ts';
import type { ManagerComposition } from './manager-composition.ts';
import type { Settings } from '../settings/settings.ts';

export { BackupConfig } from './backup-config.ts';
export type { BackupInfo, CreatedBackup } from '../adapters/inbound/library/backup-info.ts';
export type { BackupSelection, CreateBackupOptions } from '../adapters/inbound/library/arguments.ts';
export type { RunningSchedule } from '../adapters/inbound/library/running-schedule.ts';
export type { AcknowledgeAnomalyResult } from '../application/acknowledge-anomaly.ts';
export type { CleanupStoresResult as CleanupBackupsResult } from '../application/cleanup-stores.ts';
export type { Run, RunEvent, RunListener } from '../application/ports/run-listener.ts';
export type { HistoryReport, ReportHistoryCommand } from '../application/report-history.ts';
export type { HealthReport } from '../application/report-health.ts';
export type { StatisticsReport } from '../application/report-statistics.ts';
export type { RestoreBackupResult } from '../application/restore-backup.ts';
export type { VerifyBackupResult } from '../application/verify-backup.ts';
export type { VerificationSelection } from '../domain/verification/select-for-verification.ts';
export type { Manifest } from '../domain/backup/manifest.ts';
export type {
  HistoryEntry as HistoryEntry,
  HistoryOutcome as HistoryOutcome,
} from '../domain/history/history-entry.ts';
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
  /** Default: `config/backup_config.json` if it exists, and the environment. */
  readonly config?: BackupConfig;
  /** Receive the events of every run: start, progress, warnings, details, end. */
  readonly listeners?: readonly RunListener[];
}

/** Backs up live SQLite databases from inside an application; every source is opened in a child process only. */
export class BackupManager extends BackupManagerMethods {
  /** @throws ConfigurationException a setting is unknown, of the wrong type or contradictory */
  constructor(options: BackupManagerOptions = {}) {
    const { settings } = options.config ?? new BackupConfig();
    let composition: Promise<ManagerComposition> | undefined;
    const compose = (): Promise<ManagerComposition> =>
      (composition ??= composeManager(settings, options.listeners ?? []));
    let services: Promise<LibraryServices> | undefined;
    super(() => (services ??= compose().then(servicesOf)));
    rememberComposition(this, compose);
  }
}

/** Loads the composition at the first use, so that creating a manager stays cheap. */
async function composeManager(
  settings: Settings,
  listeners: readonly RunListener[],
): Promise<ManagerComposition> {
  const { ManagerComposition } = await import('./manager-composition.ts');
  return ManagerComposition.create(settings, listeners);
}

async function servicesOf(composition: ManagerComposition): Promise<LibraryServices> {
  const { TOKENS } = await import('./tokens.ts');
  const { container, settings } = composition;
  return {
    ...container.get(TOKENS.useCases),
    reportHealth: container.get(TOKENS.reportHealth),
    databases: settings.databases,
    startSchedule: () => composition.startSchedule(),
    close: () => composition.close(),
  };
}
