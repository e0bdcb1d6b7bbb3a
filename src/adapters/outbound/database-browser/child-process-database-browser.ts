import type {
  BrowseOptions,
  DatabaseContents,
  DatabaseBrowser,
} from '../../../application/ports/database-browser.ts';
import { BackupTimeoutException } from '../../../domain/exceptions/backup-timeout-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type { BrowsingEngine, TableContents } from '../../../domain/inspection/table-contents.ts';
import { removeSideFiles } from '../files/database-files.ts';
import { existingSize, SANDBOX_LIMIT_BYTES } from '../sqlite-file/check-limits.ts';
import type { TableListing } from '../sqlite-file/listed-tables.ts';
import { runStepwise } from '../task-worker/stepwise-task.ts';
import { TaskDiedException } from '../task-worker/task-failures.ts';
import type { TaskProcess } from '../task-worker/task-process.ts';
import type { BrowsingStep } from './browsing-steps.ts';

/** A count reads the whole table: 1 GB takes about a second from disk. */
export const STEP_LIMIT_MS = 5000;

/** Unknown whether the table has rows. */
const NOTHING_READ = { rows: [], truncated: true } as const;

export interface BrowsingTask {
  readonly engine: BrowsingEngine;
  readonly name: string;
  readonly request: object;
  readonly stepLimitMs: number;
}

/** @throws as the port DatabaseBrowser */
export async function browseInChild(
  process: TaskProcess,
  { engine, name, request, stepLimitMs }: BrowsingTask,
  { signal, timeLimitMs }: BrowseOptions,
): Promise<DatabaseContents> {
  try {
    const { start, steps } = await runStepwise<TableListing, BrowsingStep>(process, name, request, {
      signal,
      timeLimitMs,
      stepLimitMs: () => stepLimitMs,
    });
    const { tables, omittedTables } = start;
    return {
      engine,
      tables: tables.map((table, index): TableContents => {
        // The steps are ordered by kind, then by table.
        const [columns, sample, count] = [0, 1, 2].map((kind) => steps[kind * tables.length + index]);
        return {
          ...table,
          columns: columns?.columns ?? [],
          sample: sample?.sample ?? NOTHING_READ,
          rows: count?.rows,
        };
      }),
      omittedTables,
    };
  } catch (error) {
    throw translated(error);
  }
}

function translated(error: unknown): unknown {
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

/** Reads databases with `node:sqlite`, in a child process. */
export class NativeDatabaseBrowser implements DatabaseBrowser {
  readonly #process: TaskProcess;
  readonly #stepLimitMs: number;

  /** @param stepLimitMs time limit for one table */
  constructor(process: TaskProcess, stepLimitMs: number = STEP_LIMIT_MS) {
    this.#process = process;
    this.#stepLimitMs = stepLimitMs;
  }

  async browse(databasePath: string, options: BrowseOptions): Promise<DatabaseContents> {
    await existingSize(databasePath);
    try {
      return await browseInChild(
        this.#process,
        {
          engine: 'native',
          name: 'browse-natively',
          request: { databasePath },
          stepLimitMs: this.#stepLimitMs,
        },
        options,
      );
    } finally {
      // Not in the child: it may have been killed.
      await removeSideFiles(databasePath);
    }
  }
}

export interface SqlJsDatabaseBrowserOptions {
  /** Time limit for one table. */
  readonly stepLimitMs?: number;
  /** Stop at a module that sql.js lacks: another engine is available. */
  readonly stopsAtMissingModule?: boolean;
}

/** Reads databases with sql.js (SQLite as WebAssembly), in a child process. */
export class SqlJsDatabaseBrowser implements DatabaseBrowser {
  readonly #process: TaskProcess;
  readonly #stepLimitMs: number;
  readonly #stopsAtMissingModule: boolean;

  constructor(
    process: TaskProcess,
    { stepLimitMs = STEP_LIMIT_MS, stopsAtMissingModule = false }: SqlJsDatabaseBrowserOptions = {},
  ) {
    this.#process = process;
    this.#stepLimitMs = stepLimitMs;
    this.#stopsAtMissingModule = stopsAtMissingModule;
  }

  async browse(databasePath: string, options: BrowseOptions): Promise<DatabaseContents> {
    await existingSize(databasePath);
    return browseInChild(
      this.#process,
      {
        engine: 'sqljs',
        name: 'browse-with-sql-js',
        request: { databasePath, stopsAtMissingModule: this.#stopsAtMissingModule },
        stepLimitMs: this.#stepLimitMs,
      },
      options,
    );
  }
}

/** Reads in sql.js's sandbox where file size and schema allow it, else with node:sqlite; always in a child process. */
export class SandboxFirstDatabaseBrowser implements DatabaseBrowser {
  readonly #native: NativeDatabaseBrowser;
  readonly #sandbox: SqlJsDatabaseBrowser;
  readonly #limitBytes: number;

  constructor(process: TaskProcess, limitBytes: number = SANDBOX_LIMIT_BYTES) {
    this.#native = new NativeDatabaseBrowser(process);
    this.#sandbox = new SqlJsDatabaseBrowser(process, { stopsAtMissingModule: true });
    this.#limitBytes = limitBytes;
  }

  async browse(databasePath: string, options: BrowseOptions): Promise<DatabaseContents> {
    const endsMs = performance.now() + options.timeLimitMs;
    if ((await existingSize(databasePath)) > this.#limitBytes)
      return this.#native.browse(databasePath, options);
    try {
      return await this.#sandbox.browse(databasePath, options);
    } catch (error) {
      // node:sqlite may read what sql.js cannot: a missing module, too little memory, newer syntax.
      const timeLimitMs = Math.floor(endsMs - performance.now());
      if (!(error instanceof BackupVerificationException) || timeLimitMs <= 0) throw error;
      return this.#native.browse(databasePath, { ...options, timeLimitMs });
    }
  }
}
