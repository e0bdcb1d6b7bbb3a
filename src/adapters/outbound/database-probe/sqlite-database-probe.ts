import type {
  DatabaseProbe,
  DatabaseProbeFacts,
  EngineFacts,
  ProbeOptions,
  RowCountOptions,
} from '../../../application/ports/database-probe.ts';
import type { Engine } from '../../../domain/backup/manifest.ts';
import type { TableList } from '../../../domain/inspection/compare-tables.ts';
import type { TableFacts } from '../../../domain/inspection/table-contents.ts';
import { runStepwise } from '../task-worker/stepwise-task.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';
import type { CountingStart, CountingStep } from '../task-worker/tasks.ts';

/** Time limits for the count of one table; a longer count is killed and its rows stay unknown. */
export interface CountLimits {
  /** While writers wait: less than a usual busy timeout. */
  readonly blockingMs: number;
  readonly freeMs: number;
}

const COUNT_LIMITS: CountLimits = { blockingMs: 1000, freeMs: 5000 };

/** Reads sources with one engine, in a task worker. */
export class SqliteDatabaseProbe implements DatabaseProbe {
  readonly #process: TaskProcess;
  readonly #engine: Engine;
  readonly #limits: CountLimits;

  constructor(process: TaskProcess, engine: Engine, limits: CountLimits = COUNT_LIMITS) {
    this.#process = process;
    this.#engine = engine;
    this.#limits = limits;
  }

  probe(sourcePath: string, { busyTimeoutMs, signal }: ProbeOptions): Promise<DatabaseProbeFacts> {
    return this.#process.run('probe', { engine: this.#engine, sourcePath, busyTimeoutMs }, { signal });
  }

  async countRows(
    sourcePath: string,
    { busyTimeoutMs, timeLimitMs, signal }: RowCountOptions,
  ): Promise<TableList<TableFacts>> {
    const request = { engine: this.#engine, sourcePath, busyTimeoutMs };
    const { start, steps } = await runStepwise<CountingStart, CountingStep>(
      (step, options) => this.#process.run('count-rows', { ...request, ...step }, options),
      {
        signal,
        timeLimitMs,
        stepLimitMs: ({ blocksWriters }) => (blocksWriters ? this.#limits.blockingMs : this.#limits.freeMs),
      },
    );
    const rows = new Map(steps.flatMap((step) => (step === undefined ? [] : [[step.table, step.rows]])));
    return {
      tables: start.tables.map((table) => ({ ...table, rows: rows.get(table.name) })),
      omittedTables: start.omittedTables,
    };
  }

  async engine(): Promise<EngineFacts> {
    const { signal } = new AbortController();
    const engine = this.#engine;
    return { engine, sqliteVersion: await this.#process.run('sqlite-version', { engine }, { signal }) };
  }
}
