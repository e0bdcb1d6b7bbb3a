import type { BrowseOptions, DatabaseContents } from '../../../application/ports/database-browser.ts';
import { BackupTimeoutException } from '../../../domain/exceptions/backup-timeout-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type { BrowsingEngine, TableContents } from '../../../domain/inspection/table-contents.ts';
import { runStepwise } from '../child-process/stepwise-task.ts';
import { TaskDiedException } from '../child-process/task-died-exception.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import type { TableListing } from '../sqlite-file/listed-tables.ts';
import type { BrowsingStep } from './browsing-steps.ts';

/** Counting a table walks all of it: 1 GB takes about a second when it is not in memory yet. */
export const STEP_LIMIT_MS = 5000;

/** Nobody knows whether there would have been any. */
const NOTHING_READ = { rows: [], truncated: true } as const;

export interface BrowsingTask {
  readonly engine: BrowsingEngine;
  readonly name: string;
  readonly request: object;
  readonly stepLimitMs: number;
}

/** @throws as the port DatabaseBrowser says */
export async function browseInChild(
  process: TaskProcess,
  { engine, name, request, stepLimitMs }: BrowsingTask,
  { signal, timeLimitMs }: BrowseOptions,
): Promise<DatabaseContents> {
  try {
    const { beginning, steps } = await runStepwise<TableListing, BrowsingStep>(process, name, request, {
      signal,
      timeLimitMs,
      stepLimitMs: () => stepLimitMs,
    });
    const { tables, omittedTables } = beginning;
    return {
      engine,
      tables: tables.map((table, index): TableContents => {
        // One step of each kind for every table, kind by kind.
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
      `the process that looked into it died (${error.how}): ${error.lastWords ?? 'it may be made to crash SQLite'}`,
      { hint: 'Verify the backup, and look into another one.', cause: error },
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
