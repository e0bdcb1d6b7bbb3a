import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RestoreRecords } from '../../../application/ports/restore-records.ts';
import type { RestoreRecord } from '../../../domain/restore/restore-record.ts';
import { directoryException, isSystemError } from '../files/directory-exception.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { stagedName } from '../files/state-layout.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { removeFile, removeQuietly } from '../files/remove-file.ts';
import { formatRestoreRecord, latestRestoreFirst, parseRestoreRecord } from './restore-record-document.ts';

const ENDING = '.json';

/** A small JSON file for each database, in `.state/last-restore` of the backup directory. */
export class FilesystemRestoreRecords implements RestoreRecords {
  readonly #state: string;
  readonly #directory: string;
  readonly #staging: string;

  constructor(backupDirectory: string) {
    this.#state = join(backupDirectory, '.state');
    this.#directory = join(this.#state, 'last-restore');
    this.#staging = join(this.#state, 'staging');
  }

  async list(): Promise<readonly RestoreRecord[]> {
    const names = await readdir(this.#directory).catch(() => []);
    const databases = names
      .filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length));
    const records = await Promise.all(databases.map((database) => this.read(database)));
    return records.filter((record) => record !== undefined).sort(latestRestoreFirst);
  }

  async read(database: string): Promise<RestoreRecord | undefined> {
    const text = await readSmallFile(this.#pathOf(database)).catch(() => '');
    return parseRestoreRecord(text, database);
  }

  async save(record: RestoreRecord): Promise<void> {
    await this.#translating(async () => {
      await makeDirectory(this.#directory);
      await makeDirectory(this.#staging);
      // In staging, where the database's next run sweeps what a dead one left.
      const temporary = join(this.#staging, stagedName(record.database, ENDING));
      try {
        await writeFile(temporary, formatRestoreRecord(record), { flag: 'wx', mode: 0o600, flush: true });
        await rename(temporary, this.#pathOf(record.database));
      } catch (error) {
        await removeQuietly(temporary);
        throw error;
      }
      await syncDirectory(this.#directory);
      // The first record of all brings its directory along, whose own name must last too.
      await syncDirectory(this.#state);
    });
  }

  async clear(database: string): Promise<void> {
    await this.#translating(async () => {
      await removeFile(this.#pathOf(database));
      await syncDirectory(this.#directory).catch((error: unknown) => {
        if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
      });
    });
  }

  #pathOf(database: string): string {
    return join(this.#directory, database + ENDING);
  }

  async #translating(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw directoryException(error, this.#directory);
    }
  }
}
