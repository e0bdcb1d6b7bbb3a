import { access } from 'node:fs/promises';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import type { DatabaseInspector } from '../../../application/ports/database-inspector.ts';
import type { TaskProcess } from '../child-process/task-process.ts';

/** Checks content with sql.js (SQLite as WebAssembly), in a child process. */
export class SqlJsDatabaseInspector implements DatabaseInspector {
  readonly #process: TaskProcess;

  constructor(process: TaskProcess) {
    this.#process = process;
  }

  async inspect(
    databasePath: string,
    level: ContentLevel,
    options: { readonly signal: AbortSignal },
  ): Promise<readonly Check[]> {
    await access(databasePath).catch((error: unknown) => {
      throw new BackupNotFoundException(`nothing to inspect at ${databasePath}`, {
        hint: 'It was removed meanwhile; try again.',
        cause: error,
      });
    });
    return this.#process.run('inspect-with-sql-js', { databasePath, level }, options);
  }
}
