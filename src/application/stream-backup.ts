import type { Backup } from '../domain/backup/backup.ts';
import { BackupVerificationException } from '../domain/exceptions/backup-verification-exception.ts';
import type { BackupChoice } from '../domain/restore/backup-choice.ts';
import { overallResult, summarize } from '../domain/verification/verification.ts';
import { extractBackup } from './backups/extract-backup.ts';
import type { ArtifactFilePolicy, ExtractionPorts } from './backups/artifact-file.ts';
import { databaseOf } from './backups/find-backup.ts';
import type { ExtractFacts } from './ports/artifact-extractor.ts';
import type { Clock } from './ports/clock.ts';
import { chooseBackup, warnOfPassedOver } from './restore/choose-backup.ts';
import { assertRestorable } from './restore/restorable.ts';
import type { RunContext, RunCoordinator, CancelOptions } from './runs/run-coordinator.ts';

export interface StreamBackupCommand {
  readonly backup: BackupChoice;
  /** Where the bytes go, for events and messages. */
  readonly destination: string;
  /** Takes the bytes in order; the buffer may be reused once it resolves. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

export interface StreamBackupResult {
  readonly filename: string;
  readonly databaseBytes: number;
  readonly databaseSha256: string;
  readonly durationMs: number;
}

export interface StreamBackupPorts extends ExtractionPorts {
  readonly clock: Pick<Clock, 'now'>;
}

export interface StreamBackupPolicy extends ArtifactFilePolicy {
  readonly timeoutMs: number;
}

/** Streams a backup's database. It is verified only at the end: the consumer must wait for the outcome. */
export class StreamBackup {
  readonly #ports: StreamBackupPorts;
  readonly #coordinator: RunCoordinator;
  readonly #policy: StreamBackupPolicy;

  constructor(ports: StreamBackupPorts, coordinator: RunCoordinator, policy: StreamBackupPolicy) {
    this.#ports = ports;
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * @throws BackupNotFoundException
   * @throws UsageException it is unclear which backup is meant
   * @throws BackupDirectoryException it cannot be read, or there is no space for a copy
   * @throws BackupVerificationException the streamed bytes differ from the record
   * @throws whatever `write` throws
   * @throws OperationInProgressException another run holds the database's lock
   * @throws BackupTimeoutException
   * @throws OperationCancelledException
   */
  async execute(command: StreamBackupCommand, options: CancelOptions = {}): Promise<StreamBackupResult> {
    const chosen = await chooseBackup(this.#ports, command.backup);
    const { backup } = chosen;
    return this.#coordinator.perform(
      {
        operation: 'restore',
        database: databaseOf(backup),
        timeoutMs: this.#policy.timeoutMs,
        signal: options.signal,
        remainderHint: `Discard the bytes written to ${command.destination}.`,
      },
      async (run) => {
        warnOfPassedOver(chosen, run);
        assertRestorable(backup, this.#ports.extractor);
        const { databaseBytes, databaseSha256 } = await this.#stream(backup, command, run);
        const { filename } = backup;
        const value = { filename, databaseBytes, databaseSha256, durationMs: run.elapsedMs() };
        return { value, facts: { filename, restored_to: command.destination, method: 'stream' } };
      },
    );
  }

  async #stream(backup: Backup, command: StreamBackupCommand, run: RunContext): Promise<ExtractFacts> {
    const extraction = { destinationPath: undefined, phase: 'restoring', onContent: command.write } as const;
    const { facts, checks } = await extractBackup(this.#ports, this.#policy, backup, extraction, run);
    if (overallResult(checks) !== 'failed') return facts;
    throw new BackupVerificationException(`${backup.filename} is damaged: ${summarize(checks)}`, {
      hint: `Discard the bytes written to ${command.destination}, and restore another backup.`,
      details: { filename: backup.filename },
    });
  }
}
