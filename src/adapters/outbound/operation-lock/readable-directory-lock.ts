import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation } from '../../../application/ports/run-listener.ts';
import { OperationInProgressException } from '../../../domain/exceptions/operation-in-progress-exception.ts';
import { isSystemError, systemCodeOf } from '../files/directory-exception.ts';
import { stateDirectoryOf, stateLayout } from '../files/state-layout.ts';

/** Operations that only read the backup directory. */
const READING: ReadonlySet<Operation> = new Set<Operation>(['verify', 'restore', 'inspect']);
const NOT_WRITABLE: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM']);

/** Runs reading operations without a lock in a backup directory that this process cannot write. */
export class ReadableDirectoryLock implements OperationLock {
  readonly #lock: OperationLock;
  readonly #backupDirectory: string;
  readonly #stateDirectory: string;

  constructor(
    lock: OperationLock,
    backupDirectory: string,
    stateDirectory = stateDirectoryOf(backupDirectory),
  ) {
    this.#lock = lock;
    this.#backupDirectory = backupDirectory;
    this.#stateDirectory = stateDirectory;
  }

  async acquire(database: string, operation: Operation): Promise<HeldLock> {
    try {
      return await this.#lock.acquire(database, operation);
    } catch (error) {
      const isHeld = error instanceof OperationInProgressException;
      if (isHeld || !READING.has(operation) || !(await this.#canOnlyRead())) throw error;
      return unguarded(this.#backupDirectory);
    }
  }

  /** Checks the folder of the lock, or its parent where it is missing. */
  async #canOnlyRead(): Promise<boolean> {
    const { locks } = stateLayout(this.#stateDirectory);
    for (const folder of [locks, this.#stateDirectory, dirname(this.#stateDirectory)]) {
      try {
        await access(folder, constants.W_OK);
        return false;
      } catch (error) {
        if (!isSystemError(error)) throw error;
        if (systemCodeOf(error) !== 'ENOENT') return NOT_WRITABLE.has(systemCodeOf(error));
      }
    }
    return false;
  }
}

function unguarded(backupDirectory: string): HeldLock {
  const message =
    `${backupDirectory} is read-only: the operation runs without a lock, so another process's retention may ` +
    'remove a backup while it is read, and no result is recorded';
  const hint = 'If that happens, run the command again. To record results, make the directory writable.';
  return {
    isGuarded: false,
    // Without a lock there is nothing to lose.
    lost: new AbortController().signal,
    isHeld: () => Promise.resolve(true),
    release: () => Promise.resolve(),
    warnings: [{ message, hint }],
  };
}
