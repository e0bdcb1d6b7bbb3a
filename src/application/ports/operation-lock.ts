import type { Operation, RunWarning } from './run-listener.ts';

/**
 * One run at a time per database, across processes.
 *
 * **Guarantees**
 * - gives the lock of a database to one owner at a time
 * - keeps locks of different databases apart
 * - gives a released lock at once
 * - gives the lock of a dead owner at once
 * - reports a lost lock to its owner
 */
export interface OperationLock {
  /**
   * Does not wait.
   * @throws OperationInProgressException the lock is held; names the owner and its operation
   * (`ownerOperation`)
   * @throws BackupDirectoryException the lock cannot be kept
   */
  acquire(database: string, operation: Operation): Promise<HeldLock>;
}

export interface HeldLock {
  /** False for a read-only operation where no lock can be kept: other runs are not kept out. */
  readonly isGuarded?: boolean;
  /** Missing guarantees of the lock's file system; absent: none. */
  readonly warnings?: readonly RunWarning[];
  /** Aborts within seconds after another process took the lock, because this one was suspended. */
  readonly lost: AbortSignal;
  /** Checks now whether the lock is still owned. */
  isHeld(): Promise<boolean>;
  /** Idempotent; never throws. */
  release(): Promise<void>;
}
