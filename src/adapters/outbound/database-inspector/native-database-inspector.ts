import type { DatabaseInspector } from '../../../application/ports/database-inspector.ts';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { checkOfDeath } from './check-of-death.ts';
import { existingSize } from './existing-size.ts';

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
    await existingSize(databasePath);
    try {
      return await this.#process.run('inspect-natively', { databasePath, level }, options);
    } catch (error) {
      return [checkOfDeath(error)];
    }
  }
}
