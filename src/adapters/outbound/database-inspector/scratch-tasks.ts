import { stat } from 'node:fs/promises';
import type { Engine } from '../../../domain/backup/manifest.ts';
import type { Check } from '../../../domain/verification/verification.ts';
import { checkOfFailure, missingFeature } from '../sqlite-file/check-failure.ts';
import { PROCESS_LIMIT_BYTES } from '../sqlite-file/check-limits.ts';
import { runContentChecks, type Query } from '../sqlite-file/content-checks.ts';
import { missingModule } from '../sqlite-file/listed-tables.ts';
import { DatabaseTooLargeError, openScratch, withScratch } from '../sqlite-file/open-database.ts';
import { limitMemory } from '../task-worker/memory-limit.ts';
import type { BrowseRequest, InspectRequest, Inspection, TaskFunction, Tasks } from '../task-worker/tasks.ts';
import { deliverContents, unreadableContent } from './browsing-steps.ts';
import { answerOfFailure, answerOfRow } from './query-answer.ts';

export const inspectScratch: TaskFunction<Tasks['inspect']> = async (request) => {
  guard(request.engine);
  return checkScratch(request);
};

/** `inspectScratch` without a memory limit of its process. */
export async function checkScratch({
  engine,
  databasePath,
  level,
  stopsAtMissingModule = false,
}: InspectRequest): Promise<Inspection> {
  if ((await stat(databasePath)).size === 0) {
    return inspectionOf([{ name: 'schema', result: 'failed', detail: 'the file is empty: not a database' }]);
  }
  try {
    return await withScratch(engine, databasePath, (database) => {
      const module = stopsAtMissingModule ? missingModule(database.query) : undefined;
      if (module !== undefined) return { checks: [], lack: `no such module: ${module}` };
      return inspectionOf(runContentChecks(database, level));
    });
  } catch (error) {
    if (!(error instanceof DatabaseTooLargeError)) return inspectionOf([checkOfFailure('open', error)]);
    const name = level === 'quick' ? 'quick_check' : 'integrity_check';
    return inspectionOf([{ name, result: 'inconclusive', detail: error.message }]);
  }
}

function inspectionOf(checks: readonly Check[]): Inspection {
  return { checks, lack: missingFeature(checks) };
}

export const queryScratch: TaskFunction<Tasks['query']> = async ({ engine, databasePath, sql }) => {
  guard(engine);
  try {
    return await withScratch(engine, databasePath, ({ query, firstRow }) => {
      query('PRAGMA query_only = ON');
      return answerOfRow(firstRow(sql));
    });
  } catch (error) {
    return answerOfFailure(error);
  }
};

/** The parent removes the side files: this process may be killed. */
export const browseScratch: TaskFunction<Tasks['browse']> = async (request, _report, deliver) => {
  guard(request.engine);
  await deliverContents(await openForBrowsing(request), request, deliver);
};

async function openForBrowsing({
  engine,
  databasePath,
  stopsAtMissingModule = false,
}: BrowseRequest): Promise<Query> {
  try {
    const { query } = await openScratch(engine, databasePath);
    query('PRAGMA query_only = ON');
    // A spilling query would fill the disk; memory is limited.
    query('PRAGMA temp_store = MEMORY');
    const module = stopsAtMissingModule ? missingModule(query) : undefined;
    if (module === undefined) return query;
    throw new Error(`no such module: ${module}`);
  } catch (error) {
    throw unreadableContent(error);
  }
}

/** A hostile file may fill the memory of node:sqlite's process; the sandbox of sql.js has its own limit. */
function guard(engine: Engine): void {
  if (engine === 'native') limitMemory(PROCESS_LIMIT_BYTES);
}
