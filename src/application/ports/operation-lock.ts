import type { Operation, RunWarning } from './run-listener.ts';

/**
 * One run at a time for each database, across processes.
 *
 * **Guarantees**
 * - While a lock is held nobody else acquires the one of the same database, in this process or another.
 * - Locks of different databases do not meet.
 * - A released lock can be acquired at once.
 * - A lock whose owner died can be acquired at once.
 * - An operation that only reads may be given an unguarded lock where no lock can be kept.
 */
export interface OperationLock {
  /**
   * @throws OperationInProgressException naming the owner and what it does (`ownerOperation`), when the lock is held
   * @throws BackupDirectoryException when the lock cannot be kept where it belongs
   */
  acquire(database: string, operation: Operation): Promise<HeldLock>;
}

export interface HeldLock {
  /** False where the backups can only be read and the operation needs no more: nothing shuts others out then. */
  readonly isGuarded?: boolean;
  /** What is not guaranteed where the lock and the backups are kept; left out: nothing. */
  readonly warnings?: readonly RunWarning[];
  /** Idempotent; never throws. */
  release(): Promise<void>;
}
