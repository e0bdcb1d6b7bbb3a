import type { DatabaseInspector } from '../../../application/ports/database-inspector.ts';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import { TaskDiedException } from '../child-process/task-died-exception.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { SANDBOX_LIMIT_BYTES } from './check-limits.ts';
import { existingSize } from './existing-size.ts';
import { NativeDatabaseInspector } from './native-database-inspector.ts';
import type { SandboxVerdict, SqlJsInspectionRequest } from './sql-js-inspection.ts';

/**
 * Checks content inside sql.js's sandbox where the file's size and the modules of its schema allow, with node:sqlite
 * where not; always in a child process.
 */
export class SandboxFirstDatabaseInspector implements DatabaseInspector {
  readonly #process: TaskProcess;
  readonly #native: NativeDatabaseInspector;
  readonly #limitBytes: number;

  constructor(process: TaskProcess, limitBytes: number = SANDBOX_LIMIT_BYTES) {
    this.#process = process;
    this.#native = new NativeDatabaseInspector(process);
    this.#limitBytes = limitBytes;
  }

  async inspect(
    databasePath: string,
    level: ContentLevel,
    options: { readonly signal: AbortSignal },
  ): Promise<readonly Check[]> {
    if ((await existingSize(databasePath)) <= this.#limitBytes) {
      const verdict = await this.#inspectInSandbox(databasePath, level, options.signal);
      if (verdict !== undefined && verdict.lack === undefined) return verdict.checks;
    }
    return this.#native.inspect(databasePath, level, options);
  }

  /** `undefined` when its process died: for want of memory, most likely, of which node:sqlite needs less. */
  async #inspectInSandbox(databasePath: string, level: ContentLevel, signal: AbortSignal) {
    const request: SqlJsInspectionRequest = { databasePath, level, stopsAtMissingModule: true };
    try {
      return await this.#process.run<SandboxVerdict>('inspect-with-sql-js', request, { signal });
    } catch (error) {
      if (error instanceof TaskDiedException) return undefined;
      throw error;
    }
  }
}
