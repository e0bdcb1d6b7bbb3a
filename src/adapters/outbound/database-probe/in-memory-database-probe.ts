import type {
  DatabaseProbe,
  DatabaseProbeFacts,
  EngineFacts,
  ProbeOptions,
} from '../../../application/ports/database-probe.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { readInMemorySource } from '../in-memory-disk/in-memory-source.ts';

const PAGE_SIZE = 4096;

/** Probes sources on an in-memory disk. */
export class InMemoryDatabaseProbe implements DatabaseProbe {
  engineFacts: EngineFacts = { engine: 'native', sqliteVersion: '3.53.0' };
  /** Overrides the facts of a small rollback-mode database. */
  facts: Partial<DatabaseProbeFacts> = {};
  /** Thrown instead of probing. */
  failure: Error | undefined;
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

  engine(): Promise<EngineFacts> {
    return Promise.resolve(this.engineFacts);
  }
}
