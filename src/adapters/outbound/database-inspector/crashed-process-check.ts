import type { Check } from '../../../domain/verification/verification.ts';
import { TaskDiedException } from '../child-process/task-died-exception.ts';

const LIKELY = 'the file may be damaged so that it crashes SQLite, or the system ran out of memory';

/**
 * What a check proves whose process ended without an answer: nothing, neither for the file nor against it.
 * @throws any other error as it is
 */
export function crashedProcessCheck(error: unknown): Check {
  if (!(error instanceof TaskDiedException)) throw error;
  const detail = `the process that checked the content died (${error.how}): ${error.lastWords ?? LIKELY}`;
  return { name: 'check_process', result: 'inconclusive', detail };
}
