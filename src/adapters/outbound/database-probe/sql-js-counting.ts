import { DatabaseCorruptedException } from '../../../domain/exceptions/database-corrupted-exception.ts';
import { GUARDED_CONNECTION } from '../sqlite-file/check-limits.ts';
import type { Query } from '../sqlite-file/content-checks.ts';
import { composeImage, planImage } from '../sqlite-file/database-image.ts';
import { listTables, type TableListing } from '../sqlite-file/listed-tables.ts';
import { readUnchanged } from '../sqlite-file/read-unchanged.ts';
import { assertFitsSqlJs, openImage } from '../sqlite-file/sql-js-engine.ts';
import type { CountRequest, TaskFunction, Tasks } from '../task-worker/tasks.ts';
import { deliverCounts } from './counting-steps.ts';

/** Counts in a copy in memory, without locks. Runs in a child process. */
export const countWithSqlJs: TaskFunction<Tasks['count-rows']> = async (request, _report, deliver) => {
  const { query } = await openImage(await readImage(request));
  const listing = list(query, request.sourcePath);
  await deliverCounts(query, { ...listing, blocksWriters: false }, request, deliver);
};

async function readImage({ sourcePath, busyTimeoutMs }: CountRequest): Promise<Buffer> {
  const { main, wal } = await readUnchanged(sourcePath, busyTimeoutMs, () => undefined);
  const plan = planImage({ start: main, sizeBytes: main.length }, wal, sourcePath);
  assertFitsSqlJs(sourcePath, plan.bytes);
  return composeImage(main, wal, plan);
}

function list(query: Query, path: string): TableListing {
  try {
    query(GUARDED_CONNECTION);
    return listTables(query);
  } catch (error) {
    throw new DatabaseCorruptedException(
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { hint: 'Check it with the application that uses it.', details: { path }, cause: error },
    );
  }
}
