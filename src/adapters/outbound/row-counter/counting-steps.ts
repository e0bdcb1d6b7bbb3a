import type { Deliver } from '../task-worker/serve-tasks.ts';
import { deliverSteps, type StepwiseRequest } from '../task-worker/stepwise-task.ts';
import type { Query } from '../sqlite-file/content-checks.ts';
import { countRows, type TableListing } from '../sqlite-file/listed-tables.ts';

export interface CountingRequest extends StepwiseRequest {
  readonly sourcePath: string;
  readonly busyTimeoutMs: number;
}

export interface CountingStart extends TableListing {
  readonly blocksWriters: boolean;
}

export interface CountingStep {
  /** By name: the application may change the tables between two processes. */
  readonly table: string;
  readonly rows?: number;
}

export async function deliverCounts(
  query: Query,
  start: CountingStart,
  request: CountingRequest,
  deliver: Deliver,
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
