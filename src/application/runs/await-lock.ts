import { OperationInProgressException } from '../../domain/exceptions/operation-in-progress-exception.ts';
import type { Clock } from '../ports/clock.ts';
import type { HeldLock, OperationLock } from '../ports/operation-lock.ts';
import type { Operation } from '../ports/run-listener.ts';

/** Who verifies many backups one after another lets go of the lock for some milliseconds between two of them. */
const RETRY_MS = 50;

export interface LockRequest {
  readonly operation: Operation;
  readonly database: string;
  /** How long to wait for another operation to end; left out: not at all. */
  readonly lockWaitMs?: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Takes the lock, or waits for it as long as the wish says. The like of the wished operation is not waited for: what
 * was wanted of it is being done.
 *
 * @throws as `OperationLock.acquire`, also when the caller's signal aborts meanwhile
 */
export async function awaitLock(lock: OperationLock, clock: Clock, wish: LockRequest): Promise<HeldLock> {
  const { operation, database, lockWaitMs = 0, signal } = wish;
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
  const moment = clock.deadline(RETRY_MS);
  await new Promise<void>((resolve) => {
    const end = (): void => {
      // The caller's signal outlives many such moments.
      signal?.removeEventListener('abort', end);
      resolve();
    };
    moment.signal.addEventListener('abort', end);
    signal?.addEventListener('abort', end);
  });
  moment.cancel();
}
