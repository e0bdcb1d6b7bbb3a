import { DatabaseSync } from 'node:sqlite';
import { limitMemory } from '../task-worker/memory-limit.ts';
import type { Deliver } from '../task-worker/serve-tasks.ts';
import { GUARDED_CONNECTION, PROCESS_LIMIT_BYTES } from '../sqlite-file/check-limits.ts';
import type { Query } from '../sqlite-file/content-checks.ts';
import { deliverContents, unreadableContent, type BrowsingRequest } from './browsing-steps.ts';

/**
 * Reads a scratch database with `node:sqlite`, read-only. A hostile file may crash this process or fill its memory:
 * it does nothing else.
 */
export async function browseNatively(
  request: BrowsingRequest,
  _report: unknown,
  deliver: Deliver,
): Promise<void> {
  limitMemory(PROCESS_LIMIT_BYTES);
  await deliverContents(open(request.databasePath), request, deliver);
}

function open(path: string): Query {
  try {
    const connection = new DatabaseSync(path, { readOnly: true, defensive: true });
    // A spilling query would fill the disk; memory is limited.
    connection.exec(`${GUARDED_CONNECTION}; PRAGMA temp_store = MEMORY`);
    return (sql) => {
      const statement = connection.prepare(sql);
      // An object would lose columns with equal names and reorder others.
      statement.setReturnArrays(true);
      return statement.all() as unknown as unknown[][];
    };
  } catch (error) {
    throw unreadableContent(error);
  }
}
