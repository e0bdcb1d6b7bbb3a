import { manifestOf, type Backup } from '../domain/backup/backup.ts';
import { BackupDirectoryException } from '../domain/exceptions/backup-directory-exception.ts';
import { BackupVerificationException } from '../domain/exceptions/backup-verification-exception.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import { overallResult, summarize } from '../domain/verification/verification.ts';
import { databaseOf, findBackup } from './backups/find-backup.ts';
import type { ArtifactExtractor, ExtractFacts } from './ports/artifact-extractor.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { DatabaseInspector } from './ports/database-inspector.ts';
import type { DatabaseRestorer } from './ports/database-restorer.ts';
import type { DiskSpace } from './ports/disk-space.ts';
import type { RunContext, RunCoordinator } from './runs/run-coordinator.ts';
import { compareDigests } from './verification/artifact-verifier.ts';

export interface RestoreBackupCommand {
  /** File name of a backup, or its path. */
  readonly filename: string;
  readonly targetPath: string;
  /** Whether an existing file at the target may be replaced. */
  readonly overwrite: boolean;
}

export interface RestoreBackupResult {
  readonly filename: string;
  readonly restoredTo: string;
  /** How the target was replaced. */
  readonly method: 'file';
  readonly databaseBytes: number;
  readonly databaseSha256: string;
  readonly durationMs: number;
}

export interface RestoreBackupPorts {
  readonly store: BackupStore;
  readonly extractor: ArtifactExtractor;
  readonly inspector: DatabaseInspector;
  readonly restorer: DatabaseRestorer;
  readonly diskSpace: DiskSpace;
}

export interface RestoreBackupPolicy {
  readonly timeoutMs: number;
}

/** Puts a backup's database at a path: staged beside it, proved, then swapped in. */
export class RestoreBackup {
  readonly #ports: RestoreBackupPorts;
  readonly #coordinator: RunCoordinator;
  readonly #policy: RestoreBackupPolicy;

  constructor(ports: RestoreBackupPorts, coordinator: RunCoordinator, policy: RestoreBackupPolicy) {
    this.#ports = ports;
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * @throws BackupNotFoundException
   * @throws UsageException the target exists and `overwrite` is false
   * @throws BackupVerificationException the backup is not what is on record; the target is as it was
   * @throws BackupDirectoryException no room or no permission at the target
   * @throws OperationInProgressException another run holds the database's lock
   * @throws BackupTimeoutException
   * @throws OperationCancelledException
   */
  async execute(
    command: RestoreBackupCommand,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<RestoreBackupResult> {
    const backup = await findBackup(this.#ports.store, command.filename);
    return this.#coordinator.perform(
      {
        operation: 'restore',
        database: databaseOf(backup),
        timeoutMs: this.#policy.timeoutMs,
        signal: options.signal,
      },
      async (run) => {
        this.#assertRestorable(backup);
        await this.#assertNoBackup(command.targetPath);
        const facts = await this.#restore(backup, command, run);
        const value: RestoreBackupResult = {
          filename: backup.filename,
          restoredTo: command.targetPath,
          method: 'file',
          databaseBytes: facts.databaseBytes,
          databaseSha256: facts.databaseSha256,
          durationMs: run.elapsedMs(),
        };
        return { value, facts: { filename: value.filename, restored_to: value.restoredTo } };
      },
    );
  }

  #assertRestorable(backup: Backup): void {
    if (backup.record.condition === 'damaged') {
      throw new BackupVerificationException(
        `the manifest of ${backup.filename} is damaged: ${backup.record.problem}`,
        {
          hint: 'Restore another backup; if this is the only one, decompress it by hand (gunzip, zstd -d) and check it.',
        },
      );
    }
    if (!this.#ports.extractor.supports.compressions.includes(backup.compression)) {
      throw new UsageException(`this runtime cannot read ${backup.compression}`, {
        hint: 'Use Node >= 22.16, or decompress the file with zstd -d.',
      });
    }
  }

  async #assertNoBackup(targetPath: string): Promise<void> {
    const { store } = this.#ports;
    if (!(await store.list()).some(({ path }) => path === targetPath)) return;
    throw new UsageException(`${targetPath} is itself a backup`, {
      hint: `Restore to a path outside ${store.directory}; nothing was changed.`,
      details: { path: targetPath },
    });
  }

  async #restore(backup: Backup, command: RestoreBackupCommand, run: RunContext): Promise<ExtractFacts> {
    const { restorer } = this.#ports;
    const preparedPath = await restorer.prepare(command.targetPath, command);
    try {
      await this.#assertRoom(backup, command.targetPath);
      const facts = await this.#extract(backup, preparedPath, run);
      // Both to their end: nothing may still be at work on the file when it is discarded.
      const proofs = await Promise.allSettled([
        restorer.prove(preparedPath, facts.databaseSha256, run),
        this.#inspect(backup, preparedPath, run),
      ]);
      for (const proof of proofs) if (proof.status === 'rejected') throw proof.reason;
      run.signal.throwIfAborted();
      await restorer.commit(preparedPath, command.targetPath, command);
      return facts;
    } catch (error) {
      await restorer.discard(preparedPath);
      throw error;
    }
  }

  async #assertRoom(backup: Backup, targetPath: string): Promise<void> {
    const neededBytes = manifestOf(backup)?.databaseBytes ?? backup.storedBytes;
    const { freeBytes } = await this.#ports.diskSpace.measure(targetPath);
    if (freeBytes >= neededBytes) return;
    throw new BackupDirectoryException(
      `no room for ${targetPath}: ${String(neededBytes)} bytes are needed, ${String(freeBytes)} are free`,
      {
        hint: 'Free disk space or restore to another disk; nothing was changed.',
        details: { neededBytes, freeBytes },
      },
    );
  }

  async #extract(backup: Backup, destinationPath: string, run: RunContext): Promise<ExtractFacts> {
    const facts = await this.#ports.extractor.extract(
      { artifactPath: backup.path, compression: backup.compression, destinationPath },
      {
        signal: run.signal,
        onProgress: (doneBytes, totalBytes) => {
          run.progress('restoring', doneBytes, totalBytes);
        },
      },
    );
    const manifest = manifestOf(backup);
    const checks = manifest === undefined ? [] : compareDigests(facts, manifest);
    if (overallResult(checks) === 'failed') throw notAsRecorded(backup, summarize(checks));
    return facts;
  }

  async #inspect(backup: Backup, preparedPath: string, run: RunContext): Promise<void> {
    const checks = await this.#ports.inspector.inspect(preparedPath, 'quick', run);
    const result = overallResult(checks);
    if (result === 'failed') throw notAsRecorded(backup, summarize(checks));
    if (result === 'inconclusive') {
      run.warn(
        `the content of ${backup.filename} could not be checked: ${summarize(checks)}`,
        'Its digest was compared; open the restored database with its application to be sure.',
      );
    }
  }
}

function notAsRecorded(backup: Backup, problem: string): BackupVerificationException {
  return new BackupVerificationException(`${backup.filename} is damaged: ${problem}`, {
    hint: 'Restore another backup; the target was not touched.',
    details: { filename: backup.filename },
  });
}
