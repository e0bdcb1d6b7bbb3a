import type { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import { BackupTimeoutException } from '../../domain/exceptions/backup-timeout-exception.ts';
import { OperationCancelledException } from '../../domain/exceptions/operation-cancelled-exception.ts';
import { OperationInProgressException } from '../../domain/exceptions/operation-in-progress-exception.ts';
import type { HeldLock } from '../ports/operation-lock.ts';
import { HANGING_HINT, type RunDeadline } from './run-deadline.ts';
import type { Operation } from '../ports/run-listener.ts';

/** The run that ended, as far as its ending tells of it. */
interface EndedRun {
  readonly operation: Operation;
  readonly database: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly remainderHint?: string | undefined;
}

/**
 * Why a run ended that was asked to end: its caller cancelled it, or its deadline passed.
 * @param hangs whether its work did not end when it was asked to
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
      hint: hangs ? HANGING_HINT : 'Raise timeout_seconds, or find out what slows the disk down.',
      ...(hangs && { details: { hangs: true } }),
      cause,
    },
  );
}

/** A look that fails or hangs tells nothing. */
export async function lostLockDuringRun(held: HeldLock | undefined, patience: RunDeadline): Promise<boolean> {
  if (held === undefined) return false;
  return !(await patience.orGiveUp(held.isHeld()).catch(() => true));
}

export function lostLock({ operation, database }: EndedRun, cause: unknown): OperationInProgressException {
  return new OperationInProgressException(
    `${operation} of ${database} lost its lock while this process was suspended`,
    {
      hint: 'Another run has worked on this database meanwhile. Run the command again.',
      details: { database },
      cause,
    },
  );
}
