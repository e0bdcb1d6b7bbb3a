import type {
  BrowseOptions,
  DatabaseBrowser,
  DatabaseContents,
} from '../../../application/ports/database-browser.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { existingSize } from '../sqlite-file/existing-size.ts';
import { browseInChild, STEP_LIMIT_MS } from './browse-in-child.ts';

/** Reads databases with `node:sqlite`, in a child process. */
export class NativeDatabaseBrowser implements DatabaseBrowser {
  readonly #process: TaskProcess;
  readonly #stepLimitMs: number;

  /** @param stepLimitMs time limit for one table */
  constructor(process: TaskProcess, stepLimitMs: number = STEP_LIMIT_MS) {
    this.#process = process;
    this.#stepLimitMs = stepLimitMs;
  }

  async browse(databasePath: string, options: BrowseOptions): Promise<DatabaseContents> {
    await existingSize(databasePath);
    try {
      return await browseInChild(
        this.#process,
        {
          engine: 'native',
          name: 'browse-natively',
          request: { databasePath },
          stepLimitMs: this.#stepLimitMs,
        },
        options,
      );
    } finally {
      // Not in the child: it may have been killed.
      for (const suffix of ['-wal', '-shm', '-journal']) await removeQuietly(databasePath + suffix);
    }
  }
}
