import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnomalyStore } from '../../../application/ports/anomaly-store.ts';
import { NO_ANOMALIES, type AnomalyState } from '../../../domain/anomaly/anomaly.ts';
import { isDatabaseName } from '../../../domain/backup/database-name.ts';
import { directoryException, isSystemError } from '../files/directory-exception.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { stagedName } from '../files/state-layout.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { formatAnomalies, parseAnomalies } from './anomaly-document.ts';

const ENDING = '.json';

/** One small JSON file per database with anomalies, in `.state/anomalies` of the backup directory. */
export class FilesystemAnomalyStore implements AnomalyStore {
  readonly #backupDirectory: string;
  readonly #directory: string;
  readonly #staging: string;

  constructor(backupDirectory: string) {
    this.#backupDirectory = backupDirectory;
    this.#directory = join(backupDirectory, '.state', 'anomalies');
    this.#staging = join(backupDirectory, '.state', 'staging');
  }

  async read(database: string): Promise<AnomalyState> {
    const path = this.#pathOf(database);
    let text: string;
    try {
      text = await readSmallFile(path);
    } catch (error) {
      if (isSystemError(error) && error.code === 'ENOENT') return NO_ANOMALIES;
      return unreadable(path, isSystemError(error) ? error.code : (error as Error).message);
    }
    const parsed = parseAnomalies(text, database);
    return typeof parsed === 'string' ? unreadable(path, parsed) : parsed;
  }

  async write(database: string, state: AnomalyState): Promise<void> {
    await this.#translating(async () => {
      await makeDirectory(this.#directory);
      await makeDirectory(this.#staging);
      // In staging: the next run of this database removes what a dead run left there.
      const temporary = join(this.#staging, stagedName(database, ENDING));
      try {
        const text = formatAnomalies(database, state);
        await writeFile(temporary, text, { flag: 'wx', mode: 0o600, flush: true });
        await rename(temporary, this.#pathOf(database));
      } catch (error) {
        await removeQuietly(temporary);
        throw error;
      }
      await syncDirectory(this.#directory);
      // The first record creates the directory: sync its name too.
      await syncDirectory(join(this.#backupDirectory, '.state'));
    });
  }

  async clear(database: string): Promise<void> {
    await this.#translating(async () => {
      // `recursive`: a directory in the place of the record would block every later record.
      await rm(this.#pathOf(database), { force: true, recursive: true });
      await syncDirectory(this.#directory).catch((error: unknown) => {
        if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
      });
    });
  }

  async databases(): Promise<readonly string[]> {
    let names: string[];
    try {
      names = await readdir(this.#directory);
    } catch (error) {
      if (isSystemError(error) && error.code === 'ENOENT') return [];
      throw directoryException(error, this.#directory);
    }
    return names
      .filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length))
      .filter(isDatabaseName)
      .sort();
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

async function unreadable(path: string, detail: string): Promise<AnomalyState> {
  const since = await stat(path).then(
    ({ mtime }) => mtime,
    () => new Date(0),
  );
  return { anomalies: [{ kind: 'unreadable_record', since, detail: `${path}: ${detail}` }] };
}
