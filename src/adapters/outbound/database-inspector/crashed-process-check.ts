import type { Check } from '../../../domain/verification/verification.ts';
import { TaskDiedException } from '../child-process/task-died-exception.ts';

const LIKELY = 'the file may be damaged so that it crashes SQLite, or the system ran out of memory';

/**
 * A crashed process verifies nothing: the check is inconclusive.
 * @throws any other error unchanged
 */
export function crashedProcessCheck(error: unknown): Check {
  if (!(error instanceof TaskDiedException)) throw error;
  const detail = `the process that checked the content died (${error.how}): ${error.stderrLine ?? LIKELY}`;
  return { name: 'check_process', result: 'inconclusive', detail };
}
