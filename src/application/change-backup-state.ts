import type { Backup } from '../domain/backup/backup.ts';
import { assertLabel } from './backups/capture-preconditions.ts';
import { databaseOf, findBackup } from './backups/find-backup.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { RunCoordinator, CancelOptions } from './runs/run-coordinator.ts';

export interface ChangeBackupStateCommand {
  /** File name of a backup, or its path. */
  readonly filename: string;
  /** `undefined` leaves it unchanged. */
  readonly pinned?: boolean | undefined;
  /** An empty text removes the label; `undefined` leaves it unchanged. */
  readonly label?: string | undefined;
}

export interface ChangeBackupStatePolicy {
  readonly timeoutMs: number;
}

export interface ChangeBackupStatePorts {
  readonly store: BackupStore;
}

/** Pins, unpins or labels a backup. Retention never removes a pinned backup. */
export class ChangeBackupState {
  readonly #store: BackupStore;
  readonly #coordinator: RunCoordinator;
  readonly #policy: ChangeBackupStatePolicy;

  constructor(
    { store }: ChangeBackupStatePorts,
    coordinator: RunCoordinator,
    policy: ChangeBackupStatePolicy,
  ) {
    this.#store = store;
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * @returns the changed backup
   * @throws UsageException the label is too long
   * @throws BackupNotFoundException
   * @throws BackupDirectoryException the state cannot be written; it is unchanged
   * @throws OperationInProgressException another run holds the database's lock
   * @throws OperationCancelledException
   */
  async execute(command: ChangeBackupStateCommand, options: CancelOptions = {}): Promise<Backup> {
    assertLabel(command.label);
    const found = await findBackup(this.#store, command.filename);
    const { filename } = found;
    return this.#coordinator.perform(
      {
        operation: 'annotate',
        database: databaseOf(found),
        timeoutMs: this.#policy.timeoutMs,
        signal: options.signal,
      },
      async () => {
        // Read again under the lock: its state may have changed.
        const backup = await findBackup(this.#store, filename);
        const { pinned = backup.state.pinned, label = backup.state.label } = command;
        const state = { ...backup.state, pinned, label: label === '' ? undefined : label };
        const saved = await this.#store.saveState(backup, state);
        // As listed: a delta knows the backups below it only from a list.
        const value = { ...backup, state: saved.state };
        return { value, facts: { filename, pinned: state.pinned, label: state.label ?? null } };
      },
    );
  }
}
