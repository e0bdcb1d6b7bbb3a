import type { RowCountOptions } from '../../../application/ports/row-counter.ts';
import type { TableList } from '../../../domain/inspection/compare-tables.ts';
import type { TableFacts } from '../../../domain/inspection/table-contents.ts';
import { runStepwise } from '../child-process/stepwise-task.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import type { CountingStart, CountingStep } from './counting-steps.ts';

/** How long the count of one table may take; what takes longer is killed, and stays uncounted. */
export interface CountLimits {
  /** While writers wait for it: less than any usual busy timeout. */
  readonly holdingMs: number;
  readonly freeMs: number;
}

export const COUNT_LIMITS: CountLimits = { holdingMs: 1000, freeMs: 5000 };

/** @throws as the port RowCounter says */
export async function countInChild(
  process: TaskProcess,
  task: string,
  sourcePath: string,
  { busyTimeoutMs, timeLimitMs, signal }: RowCountOptions,
  limits: CountLimits,
): Promise<TableList<TableFacts>> {
  const { beginning, steps } = await runStepwise<CountingStart, CountingStep>(
    process,
    task,
    { sourcePath, busyTimeoutMs },
    {
      signal,
      timeLimitMs,
      stepLimitMs: ({ holdsWritersUp }) => (holdsWritersUp ? limits.holdingMs : limits.freeMs),
    },
  );
  const rows = new Map(steps.flatMap((step) => (step === undefined ? [] : [[step.table, step.rows]])));
  return {
    tables: beginning.tables.map((table) => ({ ...table, rows: rows.get(table.name) })),
    omittedTables: beginning.omittedTables,
  };
}
