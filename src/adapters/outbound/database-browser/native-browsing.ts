import { DatabaseSync } from 'node:sqlite';
import { limitMemory } from '../child-process/memory-limit.ts';
import type { Deliver } from '../child-process/serve-tasks.ts';
import { GUARDED_CONNECTION, PROCESS_LIMIT_BYTES } from '../sqlite-file/check-limits.ts';
import type { Query } from '../sqlite-file/content-checks.ts';
import { deliverContents, unreadableContent, type BrowsingRequest } from './browsing-steps.ts';

/**
 * Looks into a scratch database of ours with `node:sqlite`, read-only. A hostile file may crash this process or fill
 * its memory until it is killed: it does nothing else.
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
    // What a query spills would fill the disk; memory is watched.
    connection.exec(`${GUARDED_CONNECTION}; PRAGMA temp_store = MEMORY`);
    return (sql) => {
      const statement = connection.prepare(sql);
      // As an object a row loses columns of the same name, and has others in another order.
      statement.setReturnArrays(true);
      return statement.all() as unknown as unknown[][];
    };
  } catch (error) {
    throw unreadableContent(error);
  }
}
