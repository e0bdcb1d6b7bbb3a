import type { BrowseOptions, DatabaseContents } from '../../../application/ports/database-browser.ts';
import { BackupTimeoutException } from '../../../domain/exceptions/backup-timeout-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type { BrowsingEngine, TableContents } from '../../../domain/inspection/table-contents.ts';
import { runStepwise } from '../child-process/stepwise-task.ts';
import { TaskDiedException } from '../child-process/task-died-exception.ts';
import type { TaskProcess } from '../child-process/task-process.ts';
import type { TableListing } from '../sqlite-file/listed-tables.ts';
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
