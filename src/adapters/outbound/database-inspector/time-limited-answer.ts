import type { QueryAnswer } from '../../../domain/verification/drill-assertion.ts';
import type { QueryOptions } from '../../../application/ports/database-inspector.ts';
import { TaskDiedException } from '../child-process/task-died-exception.ts';

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
