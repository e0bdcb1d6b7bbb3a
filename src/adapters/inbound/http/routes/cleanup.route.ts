import type { CleanupStoresResult } from '../../../../application/cleanup-stores.ts';
import { cleanupBody, cleanupDocument, cleanupSchema } from '../../documents/cleanup.ts';
import type { HttpServices } from '../http-services.ts';
import { ACCEPTED, PREFER_HEADER, runJob } from './run-job.ts';
import { operation, type Answer, type ApiOperation } from './api-operation.ts';

export function cleanupOperation(
  services: Pick<HttpServices, 'cleanupBackups' | 'inStore' | 'jobs'>,
): ApiOperation {
  return operation({
    id: 'cleanUp',
    method: 'POST',
    path: '/api/backup/cleanup',
    tag: 'backups',
    scope: 'operate',
    withoutToken: 'local',
    isExpensive: true,
    audit: 'cleanup',
    isSafe: false,
    summary: 'Remove backups that retention no longer keeps',
    description:
      'Lists every file with the reason why it is kept or removed, in every store or the named one. `dry_run` ' +
      'removes nothing. `keep_days` and `max_files` override the settings of each database for this cleanup.',
    headers: PREFER_HEADER,
    body: cleanupBody,
    bodyExample: { keep_days: 3, max_files: 10, dry_run: true },
    answers: {
      200: {
        description: 'Removed and kept backups with the reasons',
        schema: cleanupSchema,
        example: {
          removed: [
            {
              filename: 'app-20261101T020000000Z.db.gz',
              store: 'local',
              rule: 'too_old',
              reason: 'older than 7 days',
            },
          ],
          kept: [],
          failed: [],
          checked: [
            {
              filename: 'app-20261122T020000000Z.db.gz',
              store: 'local',
              result: 'pending',
              detail: 'would be verified before anything is removed',
            },
          ],
          freed_bytes: 18_350_080,
          store_failures: [],
          dry_run: true,
        },
      },
      202: ACCEPTED,
      207: {
        description: 'Some could not be removed: see `failed` and `store_failures`',
        schema: cleanupSchema,
      },
    },
    problems: [409, 499, 500, 502, 504],
    handle: async ({ body, context }) => {
      const { database, store, keep_days: keepDays, max_files: maxFiles, dry_run: dryRun = false } = body;
      const { cleanupBackups } = store === undefined ? services : services.inStore(store);
      context.state.auditTarget = database ?? 'every database';
      const command = { database, keepDays, maxFiles, dryRun };
      // A dry run changes nothing and needs no job.
      if (dryRun) return answerOf(await cleanupBackups.execute(command, {}));
      return runJob(
        services.jobs,
        context,
        {
          operation: 'cleanup',
          database,
          work: async (signal) => cleanupBackups.execute(command, { signal }),
          describe: cleanupDocument,
        },
        answerOf,
      );
    },
  });
}

function answerOf(result: CleanupStoresResult): Answer {
  const isComplete = result.failed.length === 0 && result.storeFailures.length === 0;
  return { status: isComplete ? 200 : 207, body: cleanupDocument(result) };
}
