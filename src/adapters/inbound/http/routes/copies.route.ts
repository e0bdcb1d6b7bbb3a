import type { CopiesReport } from '../../../../application/stores/copies-report.ts';
import { databaseOf } from '../../../../application/backups/find-backup.ts';
import type { JsonValue } from '../../../../domain/exceptions/backup-manager-exception.ts';
import { copiesDocument, copiesSchema } from '../../documents/copies.ts';
import { copyBody, syncBody } from '../../documents/stores.ts';
import type { HttpServices } from '../http-services.ts';
import { operation, type Answer, type ApiOperation, type DescribedAnswer } from './api-operation.ts';
import { listedBackup } from './listed-backup.ts';
import { ACCEPTED, PREFER_HEADER, runJob } from './run-job.ts';

type Services = Pick<HttpServices, 'copyBackups' | 'findCopy' | 'jobs' | 'syncStores'>;

export function copiesOperations(services: Services): readonly ApiOperation[] {
  return [copyOperation(services), syncOperation(services)];
}

function copyOperation(services: Services): ApiOperation {
  const { copyBackups, jobs } = services;
  return operation({
    id: 'copyBackups',
    method: 'POST',
    path: '/api/backup/copy',
    tag: 'stores',
    scope: 'operate',
    withoutToken: 'local',
    isExpensive: true,
    audit: 'copy',
    isSafe: false,
    summary: 'Copy one backup, or all, from one store to another',
    description:
      'What is there already is skipped, so that a repeated call continues where the last one ended. Retention of ' +
      'the target does not count here.',
    headers: PREFER_HEADER,
    body: copyBody,
    bodyExample: { filename: 'app-20261122T210800123Z.db.gz', from: 'local', to: 'nas' },
    answers: ANSWERS,
    problems: [404, 409, 422, 499, 500, 502, 504, 507],
    handle: async ({ body, context }) => {
      const { filename, from, to, dry_run: dryRun = false } = body;
      context.state.auditTarget = `${filename ?? body.database ?? 'every backup'} from ${from} to ${to}`;
      const found = filename === undefined ? undefined : await listedBackup(services, filename, from);
      const command = { filename: found?.backup.filename, database: body.database, from, to, dryRun };
      // A dry run changes nothing and needs no job.
      if (dryRun) return answerOf(await copyBackups.execute(command, {}));
      return runJob(
        jobs,
        context,
        {
          operation: 'copy',
          database: found === undefined ? body.database : databaseOf(found.backup),
          work: async (signal) => copyBackups.execute(command, { signal }),
          describe: copiesDocument,
        },
        answerOf,
      );
    },
  });
}

function syncOperation({ syncStores, jobs }: Services): ApiOperation {
  return operation({
    id: 'syncStores',
    method: 'POST',
    path: '/api/backup/sync',
    tag: 'stores',
    scope: 'operate',
    withoutToken: 'local',
    isExpensive: true,
    audit: 'sync',
    isSafe: false,
    summary: 'Copy to each store the backups that it lacks',
    description:
      'Only verified backups that the own retention of the store would keep, newest first. A lost or damaged copy is ' +
      'replaced by a good one of another store.',
    headers: PREFER_HEADER,
    body: syncBody,
    bodyExample: { store: 'nas' },
    answers: ANSWERS,
    problems: [409, 499, 500, 502, 504, 507],
    handle: async ({ body, context }) => {
      const { store, database, dry_run: dryRun = false } = body;
      context.state.auditTarget = store ?? 'every store';
      const command = { store, database, dryRun };
      if (dryRun) return answerOf(await syncStores.execute(command, {}));
      return runJob(
        jobs,
        context,
        {
          operation: 'sync',
          database,
          work: async (signal) => syncStores.execute(command, { signal }),
          describe: copiesDocument,
        },
        answerOf,
      );
    },
  });
}

const EXAMPLE: JsonValue = {
  copied: [
    {
      filename: 'app-20261122T210800123Z.db.gz',
      database: 'app',
      store: 'nas',
      from: 'local',
      size: 42_000_000,
    },
  ],
  failed: [],
  skipped: [],
  source_failures: [],
  dry_run: false,
};

const ANSWERS: Readonly<Record<number, DescribedAnswer>> = {
  200: { description: 'The copies', schema: copiesSchema, example: EXAMPLE },
  202: ACCEPTED,
  207: {
    description: 'Some could not be copied or read: see `failed` and `source_failures`',
    schema: copiesSchema,
  },
};

function answerOf(report: CopiesReport): Answer {
  const isComplete = report.failed.length === 0 && report.sourceFailures.length === 0;
  return { status: isComplete ? 200 : 207, body: copiesDocument(report) };
}
