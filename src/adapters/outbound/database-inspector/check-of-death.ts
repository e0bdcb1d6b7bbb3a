import type { Check } from '../../../domain/verification/verification.ts';
import { TaskDiedException } from '../child-process/task-died-exception.ts';

/**
 * What a check proves whose process ended without an answer: nothing, neither for the file nor against it.
 * @throws any other error as it is
 */
export function checkOfDeath(error: unknown): Check {
  if (!(error instanceof TaskDiedException)) throw error;
  return {
    name: 'check_process',
    result: 'inconclusive',
    detail: `the process that checked the content died (${error.how}): the file may be damaged so that it crashes SQLite, or the system ran out of memory`,
  };
}
