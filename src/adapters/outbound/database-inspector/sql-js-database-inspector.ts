import type {
  DatabaseFacts,
  DatabaseInspector,
  QueryOptions,
} from '../../../application/ports/database-inspector.ts';
import type { QueryAnswer } from '../../../domain/verification/drill-assertion.ts';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import { crashedProcessCheck } from './crashed-process-check.ts';
import { describeScratchDatabase } from './describe-scratch-database.ts';
import { existingSize } from '../sqlite-file/existing-size.ts';
import type { SandboxVerdict, SqlJsInspectionRequest } from './sql-js-inspection.ts';
import { timeLimitedAnswer } from './time-limited-answer.ts';

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
    await existingSize(databasePath);
    const request: SqlJsInspectionRequest = { databasePath, level };
    try {
      return (await this.#process.run<SandboxVerdict>('inspect-with-sql-js', request, options)).checks;
    } catch (error) {
      return [crashedProcessCheck(error)];
    }
  }

  async query(databasePath: string, sql: string, options: QueryOptions): Promise<QueryAnswer> {
    await existingSize(databasePath);
    return timeLimitedAnswer(options, (signal) =>
      this.#process.run('query-with-sql-js', { databasePath, sql }, { signal }),
    );
  }

  describe(databasePath: string): Promise<DatabaseFacts> {
    return describeScratchDatabase(databasePath);
  }
}
