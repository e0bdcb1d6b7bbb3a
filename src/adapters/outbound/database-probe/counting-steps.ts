import type { Query } from '../sqlite-file/content-checks.ts';
import { countRows } from '../sqlite-file/listed-tables.ts';
import { deliverSteps } from '../task-worker/stepwise-task.ts';
import type {
  CountingStart,
  CountingStep,
  Deliver,
  StepwisePart,
  StepwiseRequest,
} from '../task-worker/tasks.ts';

export async function deliverCounts(
  query: Query,
  start: CountingStart,
  request: StepwiseRequest,
  deliver: Deliver<StepwisePart<CountingStart, CountingStep>>,
): Promise<void> {
  await deliverSteps(
    deliver,
    start,
    start.tables.map((table) => (): CountingStep => {
      const rows = countRows(query, table);
      return { table: table.name, ...(rows !== undefined && { rows }) };
    }),
    request,
  );
}
