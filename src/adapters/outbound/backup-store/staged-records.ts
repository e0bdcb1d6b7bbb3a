import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../files/atomic-write.ts';
import { syncDirectory } from '../files/file-system-support.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { changeMark, stagedName } from '../files/state-layout.ts';

/** Writes the records and marks of a directory of backups through its staging. */
export class StagedRecords {
  readonly #staging: string;

  constructor(staging: string) {
    this.#staging = staging;
  }

  markOf(database: string, filename: string): string {
    return join(this.#staging, changeMark(database, filename));
  }

  /** Make the mark durable first: without it, the manifest of a dead run would report a lost data file. */
  async markChange(database: string, filename: string): Promise<void> {
    await makeDirectory(this.#staging);
    await writeFile(this.markOf(database, filename), '', { mode: 0o600 });
    await syncDirectory(this.#staging);
  }

  /** Writes a small file atomically. The caller syncs the directory. */
  async write(database: string, path: string, text: string): Promise<void> {
    await makeDirectory(this.#staging);
    await writeAtomically(path, text, join(this.#staging, stagedName(database, '.json')));
  }
}
