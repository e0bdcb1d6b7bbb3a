import { limitMemory } from '../task-worker/memory-limit.ts';
import { PROCESS_LIMIT_BYTES } from '../sqlite-file/check-limits.ts';
import { listTables, type TableListing } from '../sqlite-file/listed-tables.ts';
import { ReadTransaction } from '../sqlite-file/read-transaction.ts';
import { locateSourceFile } from '../sqlite-file/source-file.ts';
import { sourceException } from '../sqlite-file/sqlite-error.ts';
import type { TaskFunction, Tasks } from '../task-worker/tasks.ts';
import { deliverCounts } from './counting-steps.ts';

/** A commit is shorter; do not wait longer for a lock at each table. */
const MAX_WAIT_MS = 500;

/**
 * Counts with `node:sqlite`, read-only, each table in its own transaction: no lock is kept between tables. Runs in a
 * child process, which may be killed at any time: its locks end with it.
 */
export const countNatively: TaskFunction<Tasks['count-rows']> = async (request, _report, deliver) => {
  limitMemory(PROCESS_LIMIT_BYTES);
  const path = await locateSourceFile(request.sourcePath);
  const snapshot = await ReadTransaction.open(path, request.busyTimeoutMs);
  const listing = await list(snapshot, path, request.busyTimeoutMs);
  const waitMs = Math.min(request.busyTimeoutMs, MAX_WAIT_MS);
  // Mapped pages would count as this process's memory; a spilling query would fill the disk.
  snapshot.connection.exec(
    `COMMIT; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = ${String(waitMs)}`,
  );
  await deliverCounts(
    snapshot.content.query,
    { ...listing, blocksWriters: snapshot.facts.journalMode !== 'wal' },
    request,
    deliver,
  );
  snapshot.close();
};

async function list(snapshot: ReadTransaction, path: string, busyTimeoutMs: number): Promise<TableListing> {
  try {
    return listTables(snapshot.content.query);
  } catch (error) {
    throw await sourceException(error, path, busyTimeoutMs);
  }
}
