import type { Deliver } from '../child-process/serve-tasks.ts';
import { deliverSteps, type StepwiseRequest } from '../child-process/stepwise-task.ts';
import type { Query } from '../sqlite-file/content-checks.ts';
import { countRows, type TableListing } from '../sqlite-file/listed-tables.ts';

export interface CountingRequest extends StepwiseRequest {
  readonly sourcePath: string;
  readonly busyTimeoutMs: number;
}

export interface CountingStart extends TableListing {
  /** Whether writers wait while a table is counted. */
  readonly holdsWritersUp: boolean;
}

export interface CountingStep {
  /** Its name: to the process that goes on after another one the application may show other tables. */
  readonly table: string;
  readonly rows?: number;
}

/** Delivers the list of tables, then the number of rows of each. */
export async function deliverCounts(
  query: Query,
  beginning: CountingStart,
  request: CountingRequest,
  deliver: Deliver,
): Promise<void> {
  await deliverSteps(
    deliver,
    beginning,
    beginning.tables.map((table) => (): CountingStep => {
      const rows = countRows(query, table);
      return { table: table.name, ...(rows !== undefined && { rows }) };
    }),
    request,
  );
}
