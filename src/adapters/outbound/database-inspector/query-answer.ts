import type { QueryOptions } from '../../../application/ports/database-inspector.ts';
import type { QueryAnswer, QueryValue } from '../../../domain/verification/drill-assertion.ts';
import { checkOfFailure } from '../sqlite-file/check-failure.ts';
import { TaskDiedException } from '../task-worker/task-failures.ts';

const MISSING_CONTENT = /no such (?:table|column)/i;

export function answerOfRow(row: readonly unknown[] | undefined): QueryAnswer {
  return row === undefined ? { outcome: 'no_row' } : { outcome: 'answered', value: asQueryValue(row[0]) };
}

/** A missing table or column is a failure of the content, like damage. */
export function answerOfFailure(error: unknown): QueryAnswer {
  const { result, detail } = checkOfFailure('query', error);
  const failed = result === 'failed' || MISSING_CONTENT.test(detail);
  return { outcome: failed ? 'failed' : 'inconclusive', reason: detail };
}

function asQueryValue(value: unknown): QueryValue {
  if (value === null || typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  const number = Number(value);
  // An inexact number is returned as digits: rounding could make it equal to the expected value.
  if (!Number.isInteger(number) || Number.isSafeInteger(number)) return number;
  return String(typeof value === 'bigint' ? value : BigInt(number));
}

/**
 * The answer is inconclusive after the time limit, or when the process dies.
 * @throws the caller's signal's reason when it aborts
 */
export async function timeLimitedAnswer(
  { signal, timeoutMs }: QueryOptions,
  ask: (signal: AbortSignal) => Promise<QueryAnswer>,
): Promise<QueryAnswer> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    return await ask(AbortSignal.any([signal, limit]));
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) {
      return { outcome: 'inconclusive', reason: `no answer within ${String(timeoutMs / 1000)} s` };
    }
    if (error instanceof TaskDiedException) return { outcome: 'inconclusive', reason: error.message };
    throw error;
  }
}
