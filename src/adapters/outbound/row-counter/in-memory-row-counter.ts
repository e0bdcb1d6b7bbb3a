import type { RowCountOptions, RowCounter } from '../../../application/ports/row-counter.ts';
import type { TableList } from '../../../domain/inspection/compare-tables.ts';
import type { TableFacts } from '../../../domain/inspection/table-contents.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { readInMemorySource, tablesIn } from '../in-memory-disk/in-memory-source.ts';

export class InMemoryRowCounter implements RowCounter {
  /** Thrown instead of counting. */
  failure: Error | undefined;
  /** Tables whose count exceeds the time limit. */
  readonly uncountable = new Set<string>();
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async count(sourcePath: string, { signal }: RowCountOptions): Promise<TableList<TableFacts>> {
    signal.throwIfAborted();
    if (this.failure !== undefined) throw this.failure;
    const tables = tablesIn(readInMemorySource(this.#disk, sourcePath)).map(
      ({ name, type, sql, rows }): TableFacts => {
        const isCounted = type !== 'view' && !this.uncountable.has(name);
        return { name, type, sql, rows: isCounted ? rows.length : undefined };
      },
    );
    return Promise.resolve({ tables, omittedTables: 0 });
  }
}
