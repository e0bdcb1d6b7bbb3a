import type {
  BrowseOptions,
  DatabaseBrowser,
  DatabaseContents,
} from '../../../application/ports/database-browser.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import {
  MAX_SAMPLE_ROWS,
  MAX_TEXT_CHARACTERS,
  type Cell,
  type TableContents,
} from '../../../domain/inspection/table-contents.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { beginsAsDatabase, tablesIn, type InMemoryTable } from '../in-memory-disk/in-memory-source.ts';

export class InMemoryDatabaseBrowser implements DatabaseBrowser {
  /** Tables whose count exceeds the time limit. */
  readonly uncountable = new Set<string>();
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async browse(databasePath: string, { signal }: BrowseOptions): Promise<DatabaseContents> {
    signal.throwIfAborted();
    const bytes = this.#disk.read(databasePath);
    if (bytes === undefined) {
      throw new BackupNotFoundException(`no file to inspect at ${databasePath}`, {
        hint: 'It was removed meanwhile; try again.',
      });
    }
    if (bytes.length > 0 && !beginsAsDatabase(bytes)) {
      throw new BackupVerificationException(
        'its content cannot be read as a database: file is not a database',
        { hint: 'Verify the backup, and inspect another one.' },
      );
    }
    const tables = tablesIn(bytes).map((table) => this.#show(table));
    return Promise.resolve({ engine: 'sqljs', tables, omittedTables: 0 });
  }

  #show({ name, type, sql, columns, rows }: InMemoryTable): TableContents {
    if (type === 'view') {
      return { name, type, sql, columns, rows: undefined, sample: { rows: [], truncated: false } };
    }
    const shown = rows.slice(0, MAX_SAMPLE_ROWS).map((row) => row.map(bounded));
    const count = this.uncountable.has(name) ? undefined : rows.length;
    const sample = { rows: shown, truncated: rows.length > shown.length };
    return { name, type, sql, columns, rows: count, sample };
  }
}

function bounded(cell: Cell): Cell {
  if (typeof cell !== 'string' || cell.length <= MAX_TEXT_CHARACTERS) return cell;
  return { text: cell.slice(0, MAX_TEXT_CHARACTERS), length: cell.length };
}
