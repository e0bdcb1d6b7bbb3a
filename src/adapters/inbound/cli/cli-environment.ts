import type { UseCases } from '../../../application/use-cases.ts';
import type { Writable } from 'node:stream';
import type { IssueAccessToken } from '../../../application/issue-access-token.ts';
import type { TestNotifications } from '../../../application/notifications/test-notifications.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type { RunListener } from '../../../application/ports/run-listener.ts';
import type { HealthReport } from '../../../application/report-health.ts';
import type { VerificationSelection } from '../../../domain/verification/select-for-verification.ts';
import type { VerificationLevel } from '../../../domain/verification/verification.ts';
import type { SourceRef } from '../../../domain/databases/database-ref.ts';

/** Values that flags set over the configuration, with their source, e.g. `flag --level`. */
export type SettingOverrides = Readonly<Record<string, { readonly value: unknown; readonly source: string }>>;

type SharedUseCases = Pick<
  UseCases,
  | 'acknowledgeAnomaly'
  | 'adoptBackup'
  | 'backUpAll'
  | 'changeBackupState'
  | 'cleanupBackups'
  | 'cleanupHost'
  | 'copyBackups'
  | 'createBackup'
  | 'createEncryptionKey'
  | 'inStore'
  | 'listBackups'
  | 'planRestore'
  | 'reportFleet'
  | 'reportHistory'
  | 'reportStatistics'
  | 'restoreBackup'
  | 'restoreMissing'
  | 'runPreflight'
  | 'streamBackup'
  | 'syncStores'
  | 'testStores'
  | 'undoRestore'
  | 'verifyBackup'
  | 'verifyBackups'
>;

/** A configured store, for reports. */
export interface StoreRef {
  readonly name: string;
  /** `directory`, `s3` or `sftp`. */
  readonly type: string;
  readonly location: string;
}

/** The services of one invocation, built by the composition root from the effective settings. */
export interface CliServices extends SharedUseCases {
  /** Defaults of `verify --select`. */
  readonly verifySchedule: {
    readonly level: VerificationLevel;
    readonly selection: VerificationSelection;
  };
  readonly reportHealth: { execute(): Promise<HealthReport> };
  readonly testNotifications: Pick<TestNotifications, 'execute'>;
  readonly databases: readonly SourceRef[];
  readonly discoversDatabases: boolean;
  readonly backupDirectory: string;
  /** The primary store first. */
  readonly stores: readonly StoreRef[];
  /** Every effective setting, secrets masked. */
  readonly settings: readonly { readonly key: string; readonly value: unknown; readonly source: string }[];
  readonly logger: Logger;
  /** @throws BackupTimeoutException work outside of a run hangs */
  withinDeadline<T>(work: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface ServicesRequest {
  /** Absolute path; `undefined` takes the default file if it exists. */
  readonly configFile: string | undefined;
  readonly overrides: SettingOverrides;
  /** Only errors on stderr. */
  readonly quiet: boolean;
  readonly listeners: readonly RunListener[];
}

export interface ServiceRequest extends Omit<ServicesRequest, 'listeners'> {
  /** Stops the service, also while it starts. */
  readonly signal: AbortSignal;
}

export interface RunningService {
  readonly url: string;
  /** File with the token of a service that has no `api_tokens`. */
  readonly tokenFile: string | undefined;
  /** Cancels running work and closes within a few seconds. */
  stop(): Promise<void>;
}

/** Everything outside the command line, passed in so that tests need no process. */
export interface CliEnvironment {
  /** @throws ConfigurationException a setting is unknown, of the wrong type or contradictory */
  loadServices(request: ServicesRequest): Promise<CliServices>;
  /** @throws ConfigurationException a setting is wrong, or the address cannot be bound */
  startService(request: ServiceRequest): Promise<RunningService>;
  /** Needs no settings: a token can be created although `api_tokens` is wrong. */
  loadIssueAccessToken(): Promise<Pick<IssueAccessToken, 'execute'>>;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Of stderr. */
  readonly isTerminal: boolean;
  readonly isStdoutTerminal: boolean;
  readonly version: string;
  readonly signal: AbortSignal;
  /** Base of relative paths on the command line. */
  readonly cwd: string;
}
