import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawCopier, RawCopyOptions } from '../../../application/ports/raw-copier.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { stateLayout } from '../files/state-layout.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';
import { isUnfinishedCopy, partOf, rawCopyName } from './raw-copying.ts';

const SUFFIXES = ['', '-wal', '-journal'];
const ID_DIGITS = 6;

/** Copies into `.state/quarantine` of the backup directory, in a child process. */
export class ProcessRawCopier implements RawCopier {
  readonly #process: TaskProcess;
  readonly #quarantine: string;

  constructor(process: TaskProcess, backupDirectory: string) {
    this.#process = process;
    this.#quarantine = stateLayout(backupDirectory).quarantine;
  }

  async keep(databasePath: string, { database, at, signal }: RawCopyOptions): Promise<string> {
    await this.#removeUnfinished(database);
    const id = randomUUID().slice(0, ID_DIGITS);
    const copyPath = join(this.#quarantine, rawCopyName(database, at, id));
    const request = { databasePath, copyPath };
    try {
      await this.#process.run('copy-raw', request, { signal });
    } catch (error) {
      // A killed process could not clean up.
      for (const suffix of SUFFIXES) {
        for (const path of [copyPath + suffix, partOf(copyPath + suffix)]) {
          await removeQuietly(path);
        }
      }
      throw error;
    }
    return copyPath;
  }

  /** Removes the remains of a killed copy. The caller holds the database's lock, so no copy is running. */
  async #removeUnfinished(database: string): Promise<void> {
    const names = await readdir(this.#quarantine).catch(() => []);
    for (const name of names.filter((each) => isUnfinishedCopy(each, database))) {
      await removeQuietly(join(this.#quarantine, name));
    }
  }
}
