import { isEncrypted, manifestOf, typeOf, type Backup } from '../domain/backup/backup.ts';
import { BackupVerificationException } from '../domain/exceptions/backup-verification-exception.ts';
import {
  ofOwnFile,
  overallResult,
  summarize,
  verificationsOf,
  type ArtifactLevel,
  type Check,
  type CheckResult,
  type VerificationLevel,
} from '../domain/verification/verification.ts';
import { databaseOf, findBackup } from './backups/find-backup.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { RunContext, RunCoordinator, RunOptions, CancelOptions } from './runs/run-coordinator.ts';
import type { NamedStore } from './stores/named-store.ts';
import type { ArtifactVerifier } from './verification/artifact-verifier.ts';
import {
  checkStored,
  isChainBroken,
  recordFilesOf,
  recordVerifications,
} from './verification/recorded-verification.ts';
import type { RestoreDrill, RestoreDrillResult } from './verification/restore-drill.ts';

export interface VerifyBackupCommand {
  /** File name of a backup, or its path. */
  readonly filename: string;
  readonly level: VerificationLevel;
}

export interface VerifyBackupResult {
  readonly filename: string;
  /** The store whose copy was verified. */
  readonly store: string;
  readonly level: VerificationLevel;
  readonly result: CheckResult;
  readonly checks: readonly Check[];
  readonly durationMs: number;
  /** Restore time of a drill; absent at other levels and for an unfinished restore. */
  readonly restoreMs?: number;
}

export interface VerifyBackupPolicy {
  readonly timeoutMs: number;
}

export interface VerifyBackupPorts {
  readonly store: BackupStore;
  /** The first one is `store`. */
  readonly stores: readonly NamedStore[];
  readonly verifier: ArtifactVerifier;
  readonly drill: RestoreDrill;
}

/** Verifies one backup at a level and records the result. A damaged backup is a result, not an exception. */
export class VerifyBackup {
  readonly #ports: VerifyBackupPorts;
  readonly #coordinator: RunCoordinator;
  readonly #policy: VerifyBackupPolicy;

  constructor(ports: VerifyBackupPorts, coordinator: RunCoordinator, policy: VerifyBackupPolicy) {
    this.#ports = ports;
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * Checks that were not done before the deadline are inconclusive.
   * @throws BackupNotFoundException
   * @throws OperationInProgressException another run holds the database's lock
   * @throws OperationCancelledException
   */
  async execute(command: VerifyBackupCommand, options: RunOptions = {}): Promise<VerifyBackupResult> {
    const found = await findBackup(this.#ports.store, command.filename);
    const { filename } = found;
    return this.#coordinator.perform(
      {
        operation: 'verify',
        database: databaseOf(found),
        timeoutMs: this.#policy.timeoutMs,
        signal: options.signal,
        lockWaitMs: options.lockWaitMs,
      },
      async (run) => {
        // Read again under the lock: its state may have changed.
        const backup = await findBackup(this.#ports.store, filename);
        if (run.isGuarded) await this.#ports.verifier.removeScratchFiles(databaseOf(found));
        const { checks, restoreMs } = await this.#checkUntilDeadline(backup, command.level, run, options);
        const store = this.#ports.stores[0]?.name ?? '';
        const value: VerifyBackupResult = {
          filename,
          store,
          level: command.level,
          result: overallResult(checks),
          checks,
          durationMs: run.elapsedMs(),
          ...(restoreMs !== undefined && { restoreMs }),
        };
        if (run.isGuarded) await this.#record(backup, value, run);
        const facts = { filename, store, verification_level: value.level, result: value.result };
        return {
          value,
          facts: restoreMs === undefined ? facts : { ...facts, restore_ms: restoreMs },
          ...(value.result === 'failed' && { failure: damageFound(value) }),
        };
      },
    );
  }

  async #checkUntilDeadline(
    backup: Backup,
    level: VerificationLevel,
    run: RunContext,
    caller: CancelOptions,
  ): Promise<RestoreDrillResult> {
    try {
      return await this.#check(backup, level, run);
    } catch (error) {
      if (!run.signal.aborted || caller.signal?.aborted === true) throw error;
      const seconds = String(this.#policy.timeoutMs / 1000);
      const detail = `not finished within ${seconds} s: raise timeout_seconds, or choose a lower level`;
      return { checks: [{ name: 'deadline', result: 'inconclusive', detail }], restoreMs: undefined };
    }
  }

  async #check(backup: Backup, level: VerificationLevel, run: RunContext): Promise<RestoreDrillResult> {
    if (backup.isDataMissing === true) {
      const detail = 'the data file is missing';
      return { checks: [{ name: 'stored_bytes', result: 'failed', detail }], restoreMs: undefined };
    }
    if (backup.record.condition === 'damaged') {
      const detail = backup.record.problem;
      return { checks: [{ name: 'manifest', result: 'failed', detail }], restoreMs: undefined };
    }
    const found =
      level === 'drill'
        ? await this.#runDrill(backup, run)
        : { checks: await this.#checkStored(backup, level, run), restoreMs: undefined };
    if (backup.record.condition === 'missing') return found;
    return { ...found, checks: [{ name: 'manifest', result: 'ok', detail: 'intact' }, ...found.checks] };
  }

  async #runDrill(backup: Backup, run: RunContext): Promise<RestoreDrillResult> {
    const unreadable = this.#ports.verifier.unreadable(backup.compression);
    if (unreadable !== undefined) return { checks: [unreadable], restoreMs: undefined };
    // A drill checks the restored database, not every byte of the stored file.
    const stored = manifestOf(backup) === undefined ? [] : await this.#checkStored(backup, 'checksum', run);
    if (overallResult(stored) === 'failed') return { checks: stored, restoreMs: undefined };
    const { checks, restoreMs } = await this.#ports.drill.perform(backup, run);
    if (typeOf(backup) !== 'full' && overallResult(checks) === 'failed') {
      // Which file of the chain is damaged?
      const found = await this.#checkStored(backup, 'quick', run);
      if (isChainBroken(found)) return { checks: found, restoreMs: undefined };
    }
    return { checks: [...stored, ...checks], restoreMs };
  }

  async #checkStored(backup: Backup, level: ArtifactLevel, run: RunContext): Promise<readonly Check[]> {
    return checkStored(this.#ports.verifier, backup, level, run);
  }

  async #record(backup: Backup, outcome: VerifyBackupResult, run: RunContext): Promise<void> {
    const { level, checks, durationMs, restoreMs } = outcome;
    const requested = {
      at: run.startedAt,
      level,
      durationMs,
      ...(restoreMs !== undefined && { restoreMs }),
    };
    const form = { isEncrypted: isEncrypted(backup) };
    const verifications = verificationsOf(ofOwnFile(checks), requested, form);
    await recordVerifications(this.#ports.store, backup, verifications, run);
    const parent = backup.base?.parent;
    if (parent !== undefined && isChainBroken(checks)) await recordFilesOf(this.#ports.verifier, parent, run);
  }
}

function damageFound({ filename, checks }: VerifyBackupResult): BackupVerificationException {
  return new BackupVerificationException(`${filename} is damaged: ${summarize(checks)}`, {
    hint: 'Restore no damaged backup. Create a new one and check the disk.',
    details: { filename },
  });
}
