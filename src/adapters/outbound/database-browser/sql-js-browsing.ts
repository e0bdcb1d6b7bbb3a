import { readFile, stat } from 'node:fs/promises';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type { Deliver } from '../task-worker/serve-tasks.ts';
import { GUARDED_CONNECTION } from '../sqlite-file/check-limits.ts';
import type { Query } from '../sqlite-file/content-checks.ts';
import { missingModule } from '../sqlite-file/listed-tables.ts';
import { MAX_IMAGE_BYTES, openImage } from '../sqlite-file/sql-js-engine.ts';
import { deliverContents, unreadableContent, type BrowsingRequest } from './browsing-steps.ts';

export interface SqlJsBrowsingRequest extends BrowsingRequest {
  /** Stop at a module that sql.js lacks: another engine is available. */
  readonly stopsAtMissingModule: boolean;
}

/** Reads a scratch database in memory. Runs in a child process. */
export async function browseWithSqlJs(
  request: SqlJsBrowsingRequest,
  _report: unknown,
  deliver: Deliver,
): Promise<void> {
  await deliverContents(await open(request), request, deliver);
}

async function open({ databasePath, stopsAtMissingModule }: SqlJsBrowsingRequest): Promise<Query> {
  const { size } = await stat(databasePath);
  if (size > MAX_IMAGE_BYTES) {
    throw new BackupVerificationException(
      `the database has ${String(size)} bytes; sql.js reads at most 1 GiB into memory`,
      { hint: 'Use Node >= 22.16, which has no such limit.' },
    );
  }
  const image = await readFile(databasePath);
  try {
    const query = await openImage(image);
    query(GUARDED_CONNECTION);
    query('PRAGMA query_only = ON');
    const module = stopsAtMissingModule ? missingModule(query) : undefined;
    if (module === undefined) return query;
    throw new Error(`no such module: ${module}`);
  } catch (error) {
    throw unreadableContent(error);
  }
}
