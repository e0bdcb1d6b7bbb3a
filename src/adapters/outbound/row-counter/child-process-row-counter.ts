import type { RowCountOptions, RowCounter } from '../../../application/ports/row-counter.ts';
import type { TableList } from '../../../domain/inspection/compare-tables.ts';
import type { TableFacts } from '../../../domain/inspection/table-contents.ts';
import { runStepwise } from '../task-worker/stepwise-task.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';
import type { CountingStart, CountingStep } from './counting-steps.ts';

/** Time limits for the count of one table; a longer count is killed and its rows stay unknown. */
interface CountLimits {
  /** While writers wait: less than a usual busy timeout. */
  readonly blockingMs: number;
  readonly freeMs: number;
}

const COUNT_LIMITS: CountLimits = { blockingMs: 1000, freeMs: 5000 };

/** @throws as the port RowCounter */
async function countInChild(
  process: TaskProcess,
  task: string,
  sourcePath: string,
  { busyTimeoutMs, timeLimitMs, signal }: RowCountOptions,
  limits: CountLimits,
): Promise<TableList<TableFacts>> {
  const { start, steps } = await runStepwise<CountingStart, CountingStep>(
    process,
    task,
    { sourcePath, busyTimeoutMs },
    {
      signal,
      timeLimitMs,
      stepLimitMs: ({ blocksWriters }) => (blocksWriters ? limits.blockingMs : limits.freeMs),
    },
  );
  const rows = new Map(steps.flatMap((step) => (step === undefined ? [] : [[step.table, step.rows]])));
  return {
    tables: start.tables.map((table) => ({ ...table, rows: rows.get(table.name) })),
    omittedTables: start.omittedTables,
  };
}

/** Counts rows with node:sqlite, in a child process. */
export class NativeRowCounter implements RowCounter {
  readonly #process: TaskProcess;
  readonly #limits: CountLimits;

  constructor(process: TaskProcess, limits: CountLimits = COUNT_LIMITS) {
    this.#process = process;
    this.#limits = limits;
  }

  count(sourcePath: string, options: RowCountOptions): Promise<TableList<TableFacts>> {
    return countInChild(this.#process, 'count-natively', sourcePath, options, this.#limits);
  }
}

/** Counts rows with sql.js in a copy in memory, in a child process. */
export class SqlJsRowCounter implements RowCounter {
  readonly #process: TaskProcess;
  readonly #limits: CountLimits;

  constructor(process: TaskProcess, limits: CountLimits = COUNT_LIMITS) {
    this.#process = process;
    this.#limits = limits;
  }

  count(sourcePath: string, options: RowCountOptions): Promise<TableList<TableFacts>> {
    return countInChild(this.#process, 'count-with-sql-js', sourcePath, options, this.#limits);
  }
}
