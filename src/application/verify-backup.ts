import { isManaged, manifestOf, type Backup } from '../domain/backup/backup.ts';
import {
  overallResult,
  summarize,
  type Check,
  type CheckResult,
  type VerificationLevel,
} from '../domain/verification/verification.ts';
import { databaseOf, findBackup } from './backups/find-backup.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { RunContext, RunCoordinator } from './runs/run-coordinator.ts';
import type { ArtifactVerifier } from './verification/artifact-verifier.ts';

export interface VerifyBackupCommand {
  /** File name of a backup, or its path. */
  readonly filename: string;
  readonly level: VerificationLevel;
}

export interface VerifyBackupResult {
  readonly filename: string;
  readonly level: VerificationLevel;
  readonly result: CheckResult;
  readonly checks: readonly Check[];
  readonly durationMs: number;
}

export interface VerifyBackupPolicy {
  readonly timeoutMs: number;
}

/** The latest verifications are kept on record; older ones say nothing that these do not. */
const MAX_VERIFICATIONS = 20;

/** Proves one backup at a level and puts the outcome on record. A damaged backup is a result, not an exception. */
export class VerifyBackup {
  readonly #store: BackupStore;
  readonly #verifier: ArtifactVerifier;
  readonly #coordinator: RunCoordinator;
  readonly #policy: VerifyBackupPolicy;

  constructor(
    store: BackupStore,
    verifier: ArtifactVerifier,
    coordinator: RunCoordinator,
    policy: VerifyBackupPolicy,
  ) {
    this.#store = store;
    this.#verifier = verifier;
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * @throws BackupNotFoundException
   * @throws OperationInProgressException another run holds the database's lock
   * @throws BackupTimeoutException
   * @throws OperationCancelledException
   */
  async execute(
    command: VerifyBackupCommand,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<VerifyBackupResult> {
    const found = await findBackup(this.#store, command.filename);
    const { filename } = found;
    return this.#coordinator.perform(
      {
        operation: 'verify',
        database: databaseOf(found),
        timeoutMs: this.#policy.timeoutMs,
        signal: options.signal,
      },
      async (run) => {
        // Read again under the lock: its state may have changed meanwhile.
        const backup = await findBackup(this.#store, filename);
        const checks = await this.#check(backup, command.level, run);
        const value = {
          filename,
          level: command.level,
          result: overallResult(checks),
          checks,
          durationMs: run.elapsedMs(),
        };
        await this.#record(backup, value, run.startedAt);
        return { value, facts: { filename, verification_level: value.level, result: value.result } };
      },
    );
  }

  async #check(backup: Backup, level: VerificationLevel, run: RunContext): Promise<readonly Check[]> {
    if (backup.record.condition === 'damaged') {
      return [{ name: 'manifest', result: 'failed', detail: backup.record.problem }];
    }
    const manifest = manifestOf(backup);
    const checks = await this.#verifier.verify(
      {
        path: backup.path,
        compression: backup.compression,
        database: databaseOf(backup),
        expected: manifest,
      },
      level,
      {
        signal: run.signal,
        onProgress: (doneBytes, totalBytes) => {
          run.progress('verifying', doneBytes, totalBytes);
        },
      },
    );
    return manifest === undefined
      ? checks
      : [{ name: 'manifest', result: 'ok', detail: 'intact' }, ...checks];
  }

  /** Another tool's file has no state of ours. */
  async #record(backup: Backup, outcome: VerifyBackupResult, at: Date): Promise<void> {
    if (!isManaged(backup)) return;
    const { level, result, checks, durationMs } = outcome;
    const verification = { at, level, result, detail: summarize(checks), durationMs };
    const verifications = [...backup.state.verifications, verification].slice(-MAX_VERIFICATIONS);
    await this.#store.saveState(backup, { ...backup.state, verifications });
  }
}
