import { OperationInProgressException } from '../../domain/exceptions/operation-in-progress-exception.ts';
import type { Clock } from '../ports/clock.ts';
import type { HeldLock, OperationLock } from '../ports/operation-lock.ts';
import type { Operation } from '../ports/run-listener.ts';

/** Verifying many backups releases the lock for some milliseconds between two of them. */
const RETRY_MS = 50;

export interface LockRequest {
  readonly operation: Operation;
  readonly database: string;
  /** Absent: do not wait. */
  readonly lockWaitMs?: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Takes the lock, or waits for it. Does not wait for the same operation: it is already running.
 * @throws as `OperationLock.acquire`, also when the caller's signal aborts
 */
export async function awaitLock(lock: OperationLock, clock: Clock, request: LockRequest): Promise<HeldLock> {
  const { operation, database, lockWaitMs = 0, signal } = request;
  const giveUpMs = clock.monotonicMs() + lockWaitMs;
  for (;;) {
    try {
      return await lock.acquire(database, operation);
    } catch (error) {
      const isOther = error instanceof OperationInProgressException && error.ownerOperation !== operation;
      if (!isOther || clock.monotonicMs() >= giveUpMs || signal?.aborted === true) throw error;
    }
    await delay(clock, signal);
  }
}

async function delay(clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  const wait = clock.deadline(RETRY_MS);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      // The caller's signal outlives many of these waits.
      signal?.removeEventListener('abort', end);
      resolve();
    };
    wait.signal.addEventListener('abort', end);
    signal?.addEventListener('abort', end);
  });
  wait.cancel();
}
