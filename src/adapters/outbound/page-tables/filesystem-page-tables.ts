import { join } from 'node:path';
import { rename } from 'node:fs/promises';
import type { PageTables, PageTablesOfDatabase } from '../../../application/ports/page-tables.ts';
import type { BackupType } from '../../../domain/backup/backup-type.ts';
import { withDirectoryErrors } from '../files/directory-exception.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { removeFile } from '../files/remove-file.ts';
import { stateLayout } from '../files/state-layout.ts';
import { readPageTable } from '../sqlite-file/page-table-file.ts';

/** Page tables in the state directory. */
export class FilesystemPageTables implements PageTables {
  readonly #directory: string;

  constructor(stateDirectory: string) {
    this.#directory = stateLayout(stateDirectory).pages;
  }

  async read(database: string): Promise<PageTablesOfDatabase> {
    const full = readPageTable(this.#pathOf(database, 'full'));
    return Promise.resolve({ full, last: readPageTable(this.#pathOf(database, 'last')) ?? full });
  }

  async commit(database: string, tablePath: string, type: BackupType): Promise<void> {
    await withDirectoryErrors(this.#directory, async () => {
      await makeDirectory(this.#directory);
      const lastPath = this.#pathOf(database, 'last');
      if (type !== 'full') {
        await rename(tablePath, lastPath);
        return;
      }
      // First: without it the table of the full counts. An old one would describe a backup of the earlier chain.
      await removeFile(lastPath);
      await rename(tablePath, this.#pathOf(database, 'full'));
    });
  }

  #pathOf(database: string, which: 'full' | 'last'): string {
    return join(this.#directory, `${database}.${which}.tbl`);
  }
}
