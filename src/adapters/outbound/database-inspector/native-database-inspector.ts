import { access } from 'node:fs/promises';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import type { DatabaseInspector } from '../../../application/ports/database-inspector.ts';
import type { TaskProcess } from '../child-process/task-process.ts';

/** Checks content with the SQLite that is built into Node (`node:sqlite`), in a child process. */
export class NativeDatabaseInspector implements DatabaseInspector {
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
    return this.#process.run('inspect-natively', { databasePath, level }, options);
  }
}
