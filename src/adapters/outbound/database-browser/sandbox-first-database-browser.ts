import type {
  BrowseOptions,
  DatabaseBrowser,
  DatabaseContents,
} from '../../../application/ports/database-browser.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { SANDBOX_LIMIT_BYTES } from '../sqlite-file/check-limits.ts';
import { existingSize } from '../sqlite-file/existing-size.ts';
import { NativeDatabaseBrowser } from './native-database-browser.ts';
import { SqlJsDatabaseBrowser } from './sql-js-database-browser.ts';

/** Reads in sql.js's sandbox where file size and schema allow it, else with node:sqlite; always in a child process. */
export class SandboxFirstDatabaseBrowser implements DatabaseBrowser {
  readonly #native: NativeDatabaseBrowser;
  readonly #sandbox: SqlJsDatabaseBrowser;
  readonly #limitBytes: number;

  constructor(process: TaskProcess, limitBytes: number = SANDBOX_LIMIT_BYTES) {
    this.#native = new NativeDatabaseBrowser(process);
    this.#sandbox = new SqlJsDatabaseBrowser(process, { stopsAtMissingModule: true });
    this.#limitBytes = limitBytes;
  }

  async browse(databasePath: string, options: BrowseOptions): Promise<DatabaseContents> {
    const endsMs = performance.now() + options.timeLimitMs;
    if ((await existingSize(databasePath)) > this.#limitBytes)
      return this.#native.browse(databasePath, options);
    try {
      return await this.#sandbox.browse(databasePath, options);
    } catch (error) {
      // node:sqlite may read what sql.js cannot: a missing module, too little memory, newer syntax.
      const timeLimitMs = Math.floor(endsMs - performance.now());
      if (!(error instanceof BackupVerificationException) || timeLimitMs <= 0) throw error;
      return this.#native.browse(databasePath, { ...options, timeLimitMs });
    }
  }
}
