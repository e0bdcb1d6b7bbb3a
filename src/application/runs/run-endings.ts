import type { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { BackupTimeoutException } from '../../domain/exceptions/backup-timeout-exception.ts';
import { OperationCancelledException } from '../../domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../domain/exceptions/operation-in-progress-exception.ts';
import type { HeldLock } from '../ports/operation-lock.ts';
import { HANGING_HINT, type RunDeadline } from './run-deadline.ts';
import type { Operation } from '../ports/run-listener.ts';

interface EndedRun {
  readonly operation: Operation;
  readonly database: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly remainderHint?: string | undefined;
}

/**
 * Why an aborted run ended: cancelled, or past its deadline.
 * @param hangs the work did not end after the abort
 */
export function runEnded(request: EndedRun, cause: unknown, hangs: boolean): BackupManagerException {
  const { operation, database, signal, timeoutMs, remainderHint } = request;
  if (signal?.aborted === true) {
    return new OperationCancelledException(`${operation} of ${database} was cancelled`, {
      hint: hangs ? HANGING_HINT : (remainderHint ?? 'No partial file was left. Run the command again.'),
      cause,
    });
  }
  const what = hangs ? ', and the disk does not answer' : '';
  return new BackupTimeoutException(
    `${operation} of ${database} did not finish within ${String(timeoutMs / 1000)} s${what}`,
    {
      hint: hangs ? HANGING_HINT : 'Raise timeout_seconds, or find why the disk is slow.',
      ...(hangs && { details: { hangs: true } }),
      cause,
    },
  );
}

/** A check that fails or hangs counts as not lost. */
export async function lostLockDuringRun(held: HeldLock | undefined, deadline: RunDeadline): Promise<boolean> {
  if (held === undefined) return false;
  return !(await deadline.orGiveUp(held.isHeld()).catch(() => true));
}

export function lostLock({ operation, database }: EndedRun, cause: unknown): OperationInProgressException {
  return new OperationInProgressException(
    `${operation} of ${database} lost its lock while this process was suspended`,
    {
      hint: 'Another run has worked on this database since. Run the command again.',
      details: { database },
      cause,
    },
  );
}
