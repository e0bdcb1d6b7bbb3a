import type { Operation, RunWarning } from './run-listener.ts';

/**
 * One run at a time for each database, across processes.
 *
 * **Guarantees**
 * - While a lock is held nobody else acquires the one of the same database, in this process or another.
 * - Locks of different databases do not meet.
 * - A released lock can be acquired at once.
 * - A lock whose owner died can be acquired at once, whatever times its files have.
 * - An owner that lost its lock can tell: `isHeld` says so at once, `lost` aborts within seconds.
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
  /** Aborts once it is noticed that another process took the lock from this one, because it was suspended. */
  readonly lost: AbortSignal;
  /** Whether the lock is still this one's, by a look at it now. */
  isHeld(): Promise<boolean>;
  /** Idempotent; never throws. */
  release(): Promise<void>;
}
