import {
  planDocument,
  restoreAnswerSchema,
  restoreBody,
  restoreDocument,
  restoreSchema,
  undoBody,
} from '../../documents/restore.ts';
import type { RestoreBackupResult } from '../../../../application/restore-backup.ts';
import type { HttpServices } from '../http-services.ts';
import { ACCEPTED, PREFER_HEADER, runJob } from './run-job.ts';
import { operation, type Answer, type ApiOperation } from './api-operation.ts';
import { configuredDatabase, restoreSelection } from './restore-request.ts';

type Services = Pick<
  HttpServices,
  'restoreBackup' | 'planRestore' | 'undoRestore' | 'findCopy' | 'databases' | 'jobs'
>;

const PROBLEMS = [404, 409, 422, 499, 500, 502, 503, 504, 507];

const COMMON = {
  method: 'POST',
  tag: 'restore',
  scope: 'admin',
  withoutToken: 'nobody',
  isExpensive: true,
  isSafe: false,
  headers: PREFER_HEADER,
  problems: PROBLEMS,
} as const;

export function restoreOperations(services: Services): readonly ApiOperation[] {
  return [restoreOperation(services), undoOperation(services)];
}

function restoreOperation(services: Services): ApiOperation {
  const { restoreBackup, planRestore, jobs } = services;
  return operation({
    ...COMMON,
    id: 'restoreBackup',
    path: '/api/backup/restore',
    audit: 'restore',
    summary: 'Restore a configured database in place',
    description:
      'Creates a pinned safety backup of the present database first; `undo` restores it. Only to the configured ' +
      'path; use the command line on the machine to restore to another path.',
    body: restoreBody,
    bodyExample: { filename: 'app-20261122T210800123Z.db.gz', dry_run: true },
    answers: {
      200: { description: 'The restore, or its plan with `dry_run`', schema: restoreAnswerSchema },
      202: ACCEPTED,
    },
    handle: async ({ body, context }) => {
      const { database, backup } = await restoreSelection(services, body);
      context.state.auditTarget = database;
      const command = { backup, target: { kind: 'in_place' }, store: body.store } as const;
      if (body.dry_run === true) return { body: planDocument(await planRestore.execute(command)) };
      const work = async (signal: AbortSignal): Promise<RestoreBackupResult> =>
        restoreBackup.execute(command, { signal });
      return runJob(jobs, context, jobOf(database, work), answerOf);
    },
  });
}

function undoOperation(services: Services): ApiOperation {
  const { undoRestore, jobs } = services;
  return operation({
    ...COMMON,
    id: 'undoRestore',
    path: '/api/backup/undo',
    audit: 'undo',
    summary: 'Revert the last restore in place',
    description: 'This is a restore in place too: a second undo reverts it.',
    body: undoBody,
    bodyExample: { database: 'app' },
    answers: { 200: { description: 'The restored database', schema: restoreSchema }, 202: ACCEPTED },
    handle: async ({ body, context }) => {
      const database = configuredDatabase(services, body.database);
      context.state.auditTarget = database;
      const work = async (signal: AbortSignal): Promise<RestoreBackupResult> =>
        undoRestore.execute({ database }, { signal });
      return runJob(jobs, context, jobOf(database, work), answerOf);
    },
  });
}

function jobOf(database: string, work: (signal: AbortSignal) => Promise<RestoreBackupResult>) {
  return { operation: 'restore', database, work, describe: restoreDocument } as const;
}

function answerOf(restored: RestoreBackupResult): Answer {
  return { body: restoreDocument(restored) };
}
