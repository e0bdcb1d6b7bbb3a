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

/** Checks in sql.js's sandbox where file size and schema allow it, else with node:sqlite; always in a child process. */
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

  /** node:sqlite may answer what sql.js cannot: a missing module, too little memory, too little time. */
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

  /** `undefined` when its process died, most likely for lack of memory: node:sqlite needs less. */
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
