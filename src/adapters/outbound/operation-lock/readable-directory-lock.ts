import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation } from '../../../application/ports/run-listener.ts';
import { OperationInProgressException } from '../../../domain/exceptions/operation-in-progress-exception.ts';
import { isSystemError, systemCodeOf } from '../files/directory-exception.ts';
import { stateLayout } from '../files/state-layout.ts';

/** What these operations need of the backup directory is to read it. */
const READING: ReadonlySet<Operation> = new Set<Operation>(['verify', 'restore', 'inspect']);
const NOT_WRITABLE: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM']);

/** Lets operations that only read work without a lock in a backup directory that this process can only read. */
export class ReadableDirectoryLock implements OperationLock {
  readonly #lock: OperationLock;
  readonly #backupDirectory: string;

  constructor(lock: OperationLock, backupDirectory: string) {
    this.#lock = lock;
    this.#backupDirectory = backupDirectory;
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

  /** The folder that would hold the lock decides; where it is missing, the one above it. */
  async #canOnlyRead(): Promise<boolean> {
    const { locks, directory } = stateLayout(this.#backupDirectory);
    for (const folder of [locks, directory, this.#backupDirectory]) {
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
    `${backupDirectory} can only be read: this runs without a lock, so another process's retention may remove ` +
    'a backup while it is read, and no result is put on record';
  const hint = 'Nothing is lost if that happens: run the command again. To record results, make it writable.';
  return {
    isGuarded: false,
    // There is no lock that another process could take away.
    lost: new AbortController().signal,
    isHeld: () => Promise.resolve(true),
    release: () => Promise.resolve(),
    warnings: [{ message, hint }],
  };
}
