import type { RowCountOptions, RowCounter } from '../../../application/ports/row-counter.ts';
import type { TableList } from '../../../domain/inspection/compare-tables.ts';
import type { TableFacts } from '../../../domain/inspection/table-contents.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { COUNT_LIMITS, countInChild, type CountLimits } from './count-in-child.ts';

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
