import { lstat, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDatabaseName } from '../../../domain/backup/database-name.ts';
import { writeAtomically } from '../files/atomic-write.ts';
import { isSystemError, withDirectoryErrors } from '../files/directory-exception.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { removeFile } from '../files/remove-file.ts';
import { stagedName, stateLayout } from '../files/state-layout.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { unlessMissing } from '../files/existing-files.ts';

const ENDING = '.json';

interface RecordFormat<T> {
  readonly format: (database: string, value: T) => string;
  /** Returns the reason as text when the record cannot be read. */
  readonly parse: (text: string, database: string) => T | string;
}

export class UnreadableRecord {
  readonly problem: string;
  readonly since: Date;

  constructor(problem: string, since: Date) {
    this.problem = problem;
    this.since = since;
  }
}

/** JSON texts by database name. */
export interface RecordFolder {
  pathOf(database: string): string;
  /** @returns `undefined` without a record; throws when it cannot be read */
  read(database: string): Promise<string | undefined>;
  modifiedAt(database: string): Promise<Date | undefined>;
  write(database: string, text: string): Promise<void>;
  remove(database: string): Promise<void>;
  databases(): Promise<readonly string[]>;
}

/** One record of type `T` per database. */
export class JsonRecordStore<T> {
  readonly #folder: RecordFolder;
  readonly #format: RecordFormat<T>;

  constructor(folder: RecordFolder, format: RecordFormat<T>) {
    this.#folder = folder;
    this.#format = format;
  }

  async read(database: string): Promise<T | UnreadableRecord | undefined> {
    let text: string | undefined;
    try {
      text = await this.#folder.read(database);
    } catch (error) {
      return this.#unreadable(database, isSystemError(error) ? error.code : (error as Error).message);
    }
    if (text === undefined) return undefined;
    const parsed = this.#format.parse(text, database);
    return typeof parsed === 'string' ? this.#unreadable(database, parsed) : parsed;
  }

  write(database: string, value: T): Promise<void> {
    return this.#folder.write(database, this.#format.format(database, value));
  }

  remove(database: string): Promise<void> {
    return this.#folder.remove(database);
  }

  databases(): Promise<readonly string[]> {
    return this.#folder.databases();
  }

  async #unreadable(database: string, problem: string): Promise<UnreadableRecord> {
    const since = (await this.#folder.modifiedAt(database)) ?? new Date(0);
    return new UnreadableRecord(`${this.#folder.pathOf(database)}: ${problem}`, since);
  }
}

/** One file per database in a folder of `.state`. */
export class FilesystemRecordFolder implements RecordFolder {
  readonly #directory: string;
  readonly #state: string;
  readonly #staging: string;

  constructor(stateDirectory: string, folder: 'anomalies' | 'lastRestores') {
    const layout = stateLayout(stateDirectory);
    this.#directory = layout[folder];
    this.#state = layout.directory;
    this.#staging = layout.staging;
  }

  pathOf(database: string): string {
    return join(this.#directory, database + ENDING);
  }

  async read(database: string): Promise<string | undefined> {
    return unlessMissing(readSmallFile(this.pathOf(database)));
  }

  async modifiedAt(database: string): Promise<Date | undefined> {
    return (await stat(this.pathOf(database)).catch(() => undefined))?.mtime;
  }

  async write(database: string, text: string): Promise<void> {
    await withDirectoryErrors(this.#directory, async () => {
      await makeDirectory(this.#directory);
      await makeDirectory(this.#staging);
      // In staging: the next run of this database removes what a dead run left there.
      await writeAtomically(this.pathOf(database), text, join(this.#staging, stagedName(database, ENDING)));
      await syncDirectory(this.#directory);
      // The first record creates the directory: sync its name too.
      await syncDirectory(this.#state);
    });
  }

  async remove(database: string): Promise<void> {
    const path = this.pathOf(database);
    await withDirectoryErrors(this.#directory, async () => {
      // A directory in the place of a record would block every later record.
      if ((await lstat(path).catch(() => undefined))?.isDirectory() === true) {
        await rm(path, { recursive: true, force: true });
      } else await removeFile(path);
      await unlessMissing(syncDirectory(this.#directory));
    });
  }

  async databases(): Promise<readonly string[]> {
    const names = await withDirectoryErrors(this.#directory, () => unlessMissing(readdir(this.#directory)));
    return databasesOf(names ?? []);
  }
}

/** Records as files on an in-memory disk, so that a test can damage them. */
export class InMemoryRecordFolder implements RecordFolder {
  readonly #disk: InMemoryDisk;
  readonly #prefix: string;

  constructor(disk: InMemoryDisk, stateDirectory: string, folder: 'anomalies' | 'lastRestores') {
    this.#disk = disk;
    this.#prefix = `${stateLayout(stateDirectory)[folder]}/`;
  }

  pathOf(database: string): string {
    return this.#prefix + database + ENDING;
  }

  read(database: string): Promise<string | undefined> {
    const bytes = this.#disk.read(this.pathOf(database));
    return Promise.resolve(bytes && new TextDecoder().decode(bytes));
  }

  modifiedAt(database: string): Promise<Date | undefined> {
    return Promise.resolve(this.#disk.modifiedAt(this.pathOf(database)));
  }

  async write(database: string, text: string): Promise<void> {
    this.#disk.write(this.pathOf(database), text);
  }

  async remove(database: string): Promise<void> {
    this.#disk.remove(this.pathOf(database));
  }

  databases(): Promise<readonly string[]> {
    const names = this.#disk.paths(this.#prefix).map((path) => path.slice(this.#prefix.length));
    return Promise.resolve(databasesOf(names));
  }
}

function databasesOf(filenames: readonly string[]): readonly string[] {
  return filenames
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .filter(isDatabaseName)
    .sort();
}
