import type {
  DatabaseFacts,
  DatabaseInspector,
  QueryOptions,
} from '../../../application/ports/database-inspector.ts';
import type { QueryAnswer } from '../../../domain/verification/drill-assertion.ts';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import { readBytes } from '../files/file-bytes.ts';
import { existingSize, SANDBOX_LIMIT_BYTES } from '../sqlite-file/check-limits.ts';
import { parseDatabaseHeader } from '../sqlite-file/database-header.ts';
import { TaskDiedException } from '../task-worker/task-failures.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';
import { timeLimitedAnswer } from './query-answer.ts';
import type { SandboxVerdict, SqlJsInspectionRequest } from './sql-js-inspection.ts';

const LIKELY = 'the file may be damaged so that it crashes SQLite, or the system ran out of memory';

/**
 * A crashed process verifies nothing: the check is inconclusive.
 * @throws any other error unchanged
 */
export function crashedProcessCheck(error: unknown): Check {
  if (!(error instanceof TaskDiedException)) throw error;
  const detail = `the process that checked the content died (${error.how}): ${error.stderrLine ?? LIKELY}`;
  return { name: 'check_process', result: 'inconclusive', detail };
}

/** Enough to distinguish an encrypted file from garbage. */
const FIRST_BYTES = 4096;

/**
 * Reads the header of a scratch database. No other process has it open, so this process may read it.
 * @throws BackupNotFoundException the file does not exist
 * @throws DatabaseCorruptedException it is no database
 */
export async function describeScratchDatabase(databasePath: string): Promise<DatabaseFacts> {
  await existingSize(databasePath);
  const header = parseDatabaseHeader(await readBytes(databasePath, FIRST_BYTES), databasePath);
  return {
    pageSize: header.pageSize,
    journalMode: header.usesWal ? 'wal' : 'delete',
    writerSqliteVersion: header.writerSqliteVersion,
  };
}

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
