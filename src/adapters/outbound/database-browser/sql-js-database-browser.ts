import type {
  BrowseOptions,
  DatabaseBrowser,
  DatabaseContents,
} from '../../../application/ports/database-browser.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { existingSize } from '../sqlite-file/existing-size.ts';
import { browseInChild, STEP_LIMIT_MS } from './browse-in-child.ts';

export interface SqlJsDatabaseBrowserOptions {
  /** Time limit for one table. */
  readonly stepLimitMs?: number;
  /** Stop at a module that sql.js lacks: another engine is available. */
  readonly stopsAtMissingModule?: boolean;
}

/** Reads databases with sql.js (SQLite as WebAssembly), in a child process. */
export class SqlJsDatabaseBrowser implements DatabaseBrowser {
  readonly #process: TaskProcess;
  readonly #stepLimitMs: number;
  readonly #stopsAtMissingModule: boolean;

  constructor(
    process: TaskProcess,
    { stepLimitMs = STEP_LIMIT_MS, stopsAtMissingModule = false }: SqlJsDatabaseBrowserOptions = {},
  ) {
    this.#process = process;
    this.#stepLimitMs = stepLimitMs;
    this.#stopsAtMissingModule = stopsAtMissingModule;
  }

  async browse(databasePath: string, options: BrowseOptions): Promise<DatabaseContents> {
    await existingSize(databasePath);
    return browseInChild(
      this.#process,
      {
        engine: 'sqljs',
        name: 'browse-with-sql-js',
        request: { databasePath, stopsAtMissingModule: this.#stopsAtMissingModule },
        stepLimitMs: this.#stepLimitMs,
      },
      options,
    );
  }
}
