import type {
  BrowseOptions,
  DatabaseContents,
  DatabaseFacts,
  DatabaseInspector,
  QueryOptions,
} from '../../../application/ports/database-inspector.ts';
import type { Engine } from '../../../domain/backup/manifest.ts';
import { BackupTimeoutException } from '../../../domain/exceptions/backup-timeout-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type { TableContents } from '../../../domain/inspection/table-contents.ts';
import type { QueryAnswer } from '../../../domain/verification/drill-assertion.ts';
import type { Check, ContentLevel } from '../../../domain/verification/verification.ts';
import { removeSideFiles } from '../files/database-files.ts';
import { withDirectoryErrors } from '../files/directory-exception.ts';
import { readBytes } from '../files/file-bytes.ts';
import { existingSize, SANDBOX_LIMIT_BYTES } from '../sqlite-file/check-limits.ts';
import { parseDatabaseHeader } from '../sqlite-file/database-header.ts';
import type { TableListing } from '../sqlite-file/listed-tables.ts';
import { runStepwise, type StepwiseOutcome } from '../task-worker/stepwise-task.ts';
import { TaskDiedException } from '../task-worker/task-failures.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';
import type { BrowsingStep, Inspection } from '../task-worker/tasks.ts';
import { timeLimitedAnswer } from './query-answer.ts';

/** A count reads the whole table: 1 GB takes about a second from disk. */
const STEP_LIMIT_MS = 5000;
/** Enough to distinguish an encrypted file from garbage. */
const FIRST_BYTES = 4096;
const LIKELY = 'the file may be damaged so that it crashes SQLite, or the system ran out of memory';
/** Unknown whether the table has rows. */
const NOTHING_READ = { rows: [], truncated: true } as const;

export interface SqliteDatabaseInspectorOptions {
  /** Time limit for browsing one table. */
  readonly stepLimitMs?: number;
  /** Stop browsing at a module that the engine lacks: another engine is available. */
  readonly stopsAtMissingModule?: boolean;
}

/** Reads scratch databases with one engine, in a task worker. */
export class SqliteDatabaseInspector implements DatabaseInspector {
  readonly #process: TaskProcess;
  readonly #engine: Engine;
  readonly #stepLimitMs: number;
  readonly #stopsAtMissingModule: boolean;

  constructor(
    process: TaskProcess,
    engine: Engine,
    { stepLimitMs = STEP_LIMIT_MS, stopsAtMissingModule = false }: SqliteDatabaseInspectorOptions = {},
  ) {
    this.#process = process;
    this.#engine = engine;
    this.#stepLimitMs = stepLimitMs;
    this.#stopsAtMissingModule = stopsAtMissingModule;
  }

  async inspect(
    databasePath: string,
    level: ContentLevel,
    options: { readonly signal: AbortSignal },
  ): Promise<readonly Check[]> {
    await existingSize(databasePath);
    const request = { engine: this.#engine, databasePath, level };
    try {
      return (await this.#process.run('inspect', request, options)).checks;
    } catch (error) {
      return [crashedProcessCheck(error)];
    }
  }

  async query(databasePath: string, sql: string, options: QueryOptions): Promise<QueryAnswer> {
    await existingSize(databasePath);
    return timeLimitedAnswer(options, (signal) =>
      this.#process.run('query', { engine: this.#engine, databasePath, sql }, { signal }),
    );
  }

  /** No other process has a scratch database open, so this process may read its header. */
  async describe(databasePath: string): Promise<DatabaseFacts> {
    await existingSize(databasePath);
    const start = await withDirectoryErrors(databasePath, () => readBytes(databasePath, FIRST_BYTES));
    const header = parseDatabaseHeader(start, databasePath);
    return {
      pageSize: header.pageSize,
      journalMode: header.usesWal ? 'wal' : 'delete',
      writerSqliteVersion: header.writerSqliteVersion,
    };
  }

  async browse(databasePath: string, { signal, timeLimitMs }: BrowseOptions): Promise<DatabaseContents> {
    await existingSize(databasePath);
    const engine = this.#engine;
    const request = { engine, databasePath, stopsAtMissingModule: this.#stopsAtMissingModule };
    try {
      const outcome = await runStepwise<TableListing, BrowsingStep>(
        (step, options) => this.#process.run('browse', { ...request, ...step }, options),
        { signal, timeLimitMs, stepLimitMs: () => this.#stepLimitMs },
      );
      return { engine, tables: contentsOf(outcome), omittedTables: outcome.start.omittedTables };
    } catch (error) {
      throw browsingFailure(error);
    } finally {
      if (engine === 'native') await removeSideFiles(databasePath);
    }
  }
}

/** Reads in sql.js's sandbox where file size and schema allow it, else with node:sqlite. */
export class SandboxFirstDatabaseInspector implements DatabaseInspector {
  readonly #process: TaskProcess;
  readonly #native: SqliteDatabaseInspector;
  readonly #sandbox: SqliteDatabaseInspector;
  readonly #limitBytes: number;

  constructor(process: TaskProcess, limitBytes: number = SANDBOX_LIMIT_BYTES) {
    this.#process = process;
    this.#native = new SqliteDatabaseInspector(process, 'native');
    this.#sandbox = new SqliteDatabaseInspector(process, 'sqljs', { stopsAtMissingModule: true });
    this.#limitBytes = limitBytes;
  }

  async inspect(
    databasePath: string,
    level: ContentLevel,
    options: { readonly signal: AbortSignal },
  ): Promise<readonly Check[]> {
    if (await this.#fitsSandbox(databasePath)) {
      const inspection = await this.#inspectInSandbox(databasePath, level, options.signal);
      if (inspection !== undefined && inspection.lack === undefined) return inspection.checks;
    }
    return this.#native.inspect(databasePath, level, options);
  }

  /** node:sqlite may answer what sql.js cannot: a missing module, too little memory, too little time. */
  async query(databasePath: string, sql: string, options: QueryOptions): Promise<QueryAnswer> {
    if (await this.#fitsSandbox(databasePath)) {
      const answer = await this.#sandbox.query(databasePath, sql, options);
      if (answer.outcome !== 'inconclusive') return answer;
    }
    return this.#native.query(databasePath, sql, options);
  }

  describe(databasePath: string): Promise<DatabaseFacts> {
    return this.#native.describe(databasePath);
  }

  async browse(databasePath: string, options: BrowseOptions): Promise<DatabaseContents> {
    const endsMs = performance.now() + options.timeLimitMs;
    if (!(await this.#fitsSandbox(databasePath))) return this.#native.browse(databasePath, options);
    try {
      return await this.#sandbox.browse(databasePath, options);
    } catch (error) {
      // node:sqlite may read what sql.js cannot: a missing module, too little memory, newer syntax.
      const timeLimitMs = Math.floor(endsMs - performance.now());
      if (!(error instanceof BackupVerificationException) || timeLimitMs <= 0) throw error;
      return this.#native.browse(databasePath, { ...options, timeLimitMs });
    }
  }

  async #fitsSandbox(databasePath: string): Promise<boolean> {
    return (await existingSize(databasePath)) <= this.#limitBytes;
  }

  /** `undefined` when its process died, most likely for lack of memory: node:sqlite needs less. */
  async #inspectInSandbox(
    databasePath: string,
    level: ContentLevel,
    signal: AbortSignal,
  ): Promise<Inspection | undefined> {
    const request = { engine: 'sqljs', databasePath, level, stopsAtMissingModule: true } as const;
    try {
      return await this.#process.run('inspect', request, { signal });
    } catch (error) {
      if (error instanceof TaskDiedException) return undefined;
      throw error;
    }
  }
}

/**
 * A crashed process verifies nothing: the check is inconclusive.
 * @throws any other error unchanged
 */
function crashedProcessCheck(error: unknown): Check {
  if (!(error instanceof TaskDiedException)) throw error;
  const detail = `the process that checked the content died (${error.how}): ${error.stderrLine ?? LIKELY}`;
  return { name: 'check_process', result: 'inconclusive', detail };
}

function contentsOf({
  start: { tables },
  steps,
}: StepwiseOutcome<TableListing, BrowsingStep>): readonly TableContents[] {
  return tables.map((table, index) => {
    // The steps are ordered by kind, then by table.
    const [columns, sample, count] = [0, 1, 2].map((kind) => steps[kind * tables.length + index]);
    return {
      ...table,
      columns: columns?.columns ?? [],
      sample: sample?.sample ?? NOTHING_READ,
      rows: count?.rows,
    };
  });
}

function browsingFailure(error: unknown): unknown {
  if (error instanceof TaskDiedException) {
    return new BackupVerificationException(
      `the process that read it died (${error.how}): ${error.stderrLine ?? 'it may be made to crash SQLite'}`,
      { hint: 'Verify the backup, and inspect another one.', cause: error },
    );
  }
  if (error instanceof BackupTimeoutException) {
    return new BackupVerificationException(`its content could not be listed: ${error.message}`, {
      hint: error.hint,
      cause: error,
    });
  }
  return error;
}
