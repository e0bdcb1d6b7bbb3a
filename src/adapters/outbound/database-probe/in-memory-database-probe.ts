import type {
  DatabaseProbe,
  DatabaseProbeFacts,
  EngineFacts,
  ProbeOptions,
  RowCountOptions,
} from '../../../application/ports/database-probe.ts';
import type { TableList } from '../../../domain/inspection/compare-tables.ts';
import type { TableFacts } from '../../../domain/inspection/table-contents.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { readInMemorySource, tablesIn } from '../in-memory-disk/in-memory-source.ts';

const PAGE_SIZE = 4096;

/** Probes sources on an in-memory disk. */
export class InMemoryDatabaseProbe implements DatabaseProbe {
  engineFacts: EngineFacts = { engine: 'native', sqliteVersion: '3.53.0' };
  /** Overrides the facts of a small rollback-mode database. */
  facts: Partial<DatabaseProbeFacts> = {};
  /** Thrown instead of probing. */
  failure: Error | undefined;
  /** Thrown instead of counting. */
  countFailure: Error | undefined;
  /** Tables whose count exceeds the time limit. */
  readonly uncountable = new Set<string>();
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async probe(sourcePath: string, { signal }: ProbeOptions): Promise<DatabaseProbeFacts> {
    signal.throwIfAborted();
    if (this.failure !== undefined) throw this.failure;
    const bytes = readInMemorySource(this.#disk, sourcePath);
    return Promise.resolve({
      databaseBytes: bytes.length,
      pageSize: PAGE_SIZE,
      pageCount: Math.ceil(bytes.length / PAGE_SIZE),
      journalMode: 'delete',
      writerSqliteVersion: '3.53.0',
      walBytes: this.#disk.sizeBytes(`${sourcePath}-wal`) ?? 0,
      otherHardLinks: 0,
      fileSystem: 'ext4',
      foreignSideFiles: [],
      runsAsAnotherUser: false,
      ...this.facts,
    });
  }

  async countRows(sourcePath: string, { signal }: RowCountOptions): Promise<TableList<TableFacts>> {
    signal.throwIfAborted();
    if (this.countFailure !== undefined) throw this.countFailure;
    const tables = tablesIn(readInMemorySource(this.#disk, sourcePath)).map(
      ({ name, type, sql, rows }): TableFacts => {
        const isCounted = type !== 'view' && !this.uncountable.has(name);
        return { name, type, sql, rows: isCounted ? rows.length : undefined };
      },
    );
    return Promise.resolve({ tables, omittedTables: 0 });
  }

  engine(): Promise<EngineFacts> {
    return Promise.resolve(this.engineFacts);
  }
}
