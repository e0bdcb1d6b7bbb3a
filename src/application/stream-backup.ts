import { BackupVerificationException } from '../domain/exceptions/backup-verification-exception.ts';
import type { BackupChoice } from '../domain/restore/backup-choice.ts';
import { overallResult, summarize } from '../domain/verification/verification.ts';
import { extractBackup } from './backups/extract-backup.ts';
import type { ExtractionPorts } from './backups/with-artifact.ts';
import { databaseOf } from './backups/find-backup.ts';
import type { ExtractFacts } from './ports/artifact-extractor.ts';
import type { Clock } from './ports/clock.ts';
import { chooseBackup, warnOfPassedOver } from './restore/choose-backup.ts';
import type { Copies, PassedOver, StoredCopy } from './restore/copies.ts';
import { assertRestorable } from './restore/restorable.ts';
import { originOf, passedOverFacts } from './restore-backup.ts';
import { selectStores, type StoreSelection, type StoreSelectionPorts } from './stores/select-stores.ts';
import type { RunContext, RunCoordinator, CancelOptions } from './runs/run-coordinator.ts';

export interface StreamBackupCommand extends StoreSelection {
  readonly backup: BackupChoice;
  /** Where the bytes go, for events and messages. */
  readonly destination: string;
  /** Takes the bytes in order; the buffer may be reused once it resolves. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

export interface StreamBackupResult {
  readonly filename: string;
  /** The store whose copy was streamed. */
  readonly store: string;
  readonly passedOverStores: readonly PassedOver[];
  readonly databaseBytes: number;
  readonly databaseSha256: string;
  readonly durationMs: number;
}

export interface StreamBackupPorts extends ExtractionPorts, StoreSelectionPorts {
  readonly clock: Pick<Clock, 'now'>;
}

export interface StreamBackupPolicy {
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
    const stores = await selectStores(this.#ports, command);
    const chosen = await chooseBackup(stores, command.backup, this.#ports.clock);
    const { copies } = chosen;
    return this.#coordinator.perform(
      {
        operation: 'restore',
        database: databaseOf(copies.current.backup),
        timeoutMs: this.#policy.timeoutMs,
        signal: options.signal,
        remainderHint: `Discard the bytes written to ${command.destination}.`,
      },
      async (run) => {
        warnOfPassedOver(chosen, run);
        const { databaseBytes, databaseSha256 } = await this.#streamCopies(copies, command, run);
        const origin = originOf(copies);
        const value = { ...origin, databaseBytes, databaseSha256, durationMs: run.elapsedMs() };
        const { filename, store } = origin;
        const to = { restored_to: command.destination, method: 'stream' };
        return { value, facts: { filename, ...to, store, ...passedOverFacts(origin.passedOverStores) } };
      },
    );
  }

  /** Another copy can take over only until the first byte is written. */
  async #streamCopies(copies: Copies, command: StreamBackupCommand, run: RunContext): Promise<ExtractFacts> {
    const progress = { isBegun: false };
    const write = async (bytes: Uint8Array): Promise<void> => {
      progress.isBegun = true;
      await command.write(bytes);
    };
    for (;;) {
      copies.warn(run);
      try {
        return await this.#stream(copies.current, { ...command, write }, run);
      } catch (error) {
        run.signal.throwIfAborted();
        if (progress.isBegun) throw error;
        await copies.passOver(error);
      }
    }
  }

  async #stream(
    { store, backup }: StoredCopy,
    command: StreamBackupCommand,
    run: RunContext,
  ): Promise<ExtractFacts> {
    assertRestorable(backup, this.#ports.extractor);
    const extraction = { destinationPath: undefined, phase: 'restoring', onContent: command.write } as const;
    const { facts, checks } = await extractBackup({ ...this.#ports, store }, backup, extraction, run);
    if (overallResult(checks) !== 'failed') return facts;
    throw new BackupVerificationException(`${backup.filename} is damaged: ${summarize(checks)}`, {
      hint: `Discard the bytes written to ${command.destination}, and restore another backup.`,
      details: { filename: backup.filename },
    });
  }
}
