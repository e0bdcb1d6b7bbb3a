import type { PageTable, PageTables, PageTablesOfDatabase } from '../../../application/ports/page-tables.ts';
import type { BackupType } from '../../../domain/backup/backup-type.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { readInMemoryTable } from '../in-memory-disk/in-memory-page-table.ts';

/** Page tables on an in-memory disk, as JSON. */
export class InMemoryPageTables implements PageTables {
  readonly #disk: InMemoryDisk;
  readonly #directory: string;

  constructor(disk: InMemoryDisk, directory = '/backup/.state/pages') {
    this.#disk = disk;
    this.#directory = directory;
  }

  async read(database: string): Promise<PageTablesOfDatabase> {
    const full = this.#table(database, 'full');
    return Promise.resolve({ full, last: this.#table(database, 'last') ?? full });
  }

  async commit(database: string, tablePath: string, type: BackupType): Promise<void> {
    if (type === 'full') this.#disk.remove(this.#pathOf(database, 'last'));
    this.#disk.rename(tablePath, this.#pathOf(database, type === 'full' ? 'full' : 'last'));
    return Promise.resolve();
  }

  #table(database: string, which: 'full' | 'last'): PageTable | undefined {
    const path = this.#pathOf(database, which);
    const table = readInMemoryTable(this.#disk, path);
    if (table === undefined) return undefined;
    const { pages, ...facts } = table;
    return { path, ...facts };
  }

  #pathOf(database: string, which: 'full' | 'last'): string {
    return `${this.#directory}/${database}.${which}.tbl`;
  }
}
