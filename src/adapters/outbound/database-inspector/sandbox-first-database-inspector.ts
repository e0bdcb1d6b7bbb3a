import type {
  DatabaseFacts,
  DatabaseInspector,
  QueryOptions,
} from '../../../application/ports/database-inspector.ts';
import type { QueryAnswer } from '../../../domain/verification/drill-assertion.ts';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import { TaskDiedException } from '../child-process/task-died-exception.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { SANDBOX_LIMIT_BYTES } from '../sqlite-file/check-limits.ts';
import { existingSize } from '../sqlite-file/existing-size.ts';
import { NativeDatabaseInspector } from './native-database-inspector.ts';
import { SqlJsDatabaseInspector } from './sql-js-database-inspector.ts';
import type { SandboxVerdict, SqlJsInspectionRequest } from './sql-js-inspection.ts';

/**
 * Checks content inside sql.js's sandbox where the file's size and the modules of its schema allow, with node:sqlite
 * where not; always in a child process.
 */
export class SandboxFirstDatabaseInspector implements DatabaseInspector {
  readonly #process: TaskProcess;
  readonly #native: NativeDatabaseInspector;
  readonly #sandbox: SqlJsDatabaseInspector;
  readonly #limitBytes: number;

  constructor(process: TaskProcess, limitBytes: number = SANDBOX_LIMIT_BYTES) {
    this.#process = process;
    this.#native = new NativeDatabaseInspector(process);
    this.#sandbox = new SqlJsDatabaseInspector(process);
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

  /** What the sandbox cannot answer, for want of a module, of memory or of time, node:sqlite may. */
  async query(databasePath: string, sql: string, options: QueryOptions): Promise<QueryAnswer> {
    if ((await existingSize(databasePath)) <= this.#limitBytes) {
      const answer = await this.#sandbox.query(databasePath, sql, options);
      if (answer.outcome !== 'inconclusive') return answer;
    }
    return this.#native.query(databasePath, sql, options);
  }

  describe(databasePath: string): Promise<DatabaseFacts> {
    return this.#native.describe(databasePath);
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
