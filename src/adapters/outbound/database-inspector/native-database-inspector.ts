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
import { timeLimitedAnswer } from './time-limited-answer.ts';

/** Checks content with `node:sqlite`, in a child process. */
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
      return [crashedProcessCheck(error)];
    }
  }

  async query(databasePath: string, sql: string, options: QueryOptions): Promise<QueryAnswer> {
    await existingSize(databasePath);
    return timeLimitedAnswer(options, (signal) =>
      this.#process.run('query-natively', { databasePath, sql }, { signal }),
    );
  }

  describe(databasePath: string): Promise<DatabaseFacts> {
    return describeScratchDatabase(databasePath);
  }
}
