import { z } from 'zod';
import { adoptingDatabase } from '../../../../application/backups/adoption-preconditions.ts';
import { adoptBody, backupDocument, backupSchema, stateBody } from '../../documents/backup.ts';
import { databaseName, filename, storeQuery } from '../../documents/fields.ts';
import { acknowledgementSchema } from '../../documents/service.ts';
import type { HttpServices } from '../http-services.ts';
import { ACCEPTED, PREFER_HEADER, runJob } from './run-job.ts';
import { operation, type ApiOperation } from './api-operation.ts';
import { listedBackup } from './listed-backup.ts';

type Services = Pick<HttpServices, 'acknowledgeAnomaly' | 'findCopy' | 'inStore' | 'jobs'>;

const COMMON = { tag: 'backups', scope: 'operate', withoutToken: 'local', isSafe: false } as const;

export function stateOperations(services: Services): readonly ApiOperation[] {
  return [changeOperation(services), adoptOperation(services), acknowledgeOperation(services)];
}

function changeOperation(services: Services): ApiOperation {
  return operation({
    ...COMMON,
    id: 'changeState',
    method: 'PUT',
    path: '/api/backup/state/:filename',
    audit: 'annotate',
    summary: 'Pin, unpin or label a backup',
    description: 'Absent fields do not change. Retention never removes a pinned backup.',
    params: z.strictObject({ filename }),
    query: storeQuery,
    body: stateBody,
    bodyExample: { pinned: true, label: 'before the migration' },
    answers: { 200: { description: 'The changed backup', schema: backupSchema } },
    problems: [404, 409, 499, 500, 502, 504, 507],
    handle: async ({ params, query, body: { pinned, label }, context }) => {
      const { backup, store } = await listedBackup(services, params.filename, query.store);
      const { changeBackupState } = services.inStore(store);
      context.state.auditTarget = backup.filename;
      const command = { filename: backup.filename, pinned, label: label === null ? '' : label };
      return { body: backupDocument(await changeBackupState.execute(command, {})) };
    },
  });
}

function adoptOperation(services: Services): ApiOperation {
  const { inStore, jobs } = services;
  return operation({
    ...COMMON,
    id: 'adoptBackup',
    method: 'POST',
    path: '/api/backup/adopt/:filename',
    isExpensive: true,
    audit: 'adopt',
    summary: "Make another tool's file a managed backup",
    description:
      'Verifies the file and writes a manifest. The name may change, the content does not. A file older than ' +
      '`keep_days`, or beyond `max_backup_files`, is pinned unless `pin` is false.',
    headers: PREFER_HEADER,
    params: z.strictObject({ filename }),
    query: storeQuery,
    body: adoptBody,
    bodyExample: { database: 'shop' },
    answers: { 200: { description: 'The adopted backup', schema: backupSchema }, 202: ACCEPTED },
    problems: [404, 409, 422, 499, 500, 502, 504, 507],
    handle: async ({ params, query, body: { database, pin }, context }) => {
      const { backup, store } = await listedBackup(services, params.filename, query.store);
      const { adoptBackup } = inStore(store);
      context.state.auditTarget = backup.filename;
      const command = { filename: backup.filename, database, pin };
      return runJob(
        jobs,
        context,
        {
          operation: 'adopt',
          database: adoptingDatabase(backup, database),
          work: async (signal) => adoptBackup.execute(command, { signal }),
          describe: backupDocument,
        },
        (adopted) => ({ body: backupDocument(adopted) }),
      );
    },
  });
}

function acknowledgeOperation({ acknowledgeAnomaly }: Services): ApiOperation {
  return operation({
    ...COMMON,
    id: 'acknowledge',
    method: 'POST',
    path: '/api/backup/acknowledge/:database',
    audit: 'acknowledge',
    summary: 'Acknowledge the anomaly of a database',
    description: 'Resumes retention. A smaller size becomes the new reference.',
    params: z.strictObject({ database: databaseName }),
    body: z.strictObject({}),
    answers: {
      200: {
        description: 'The acknowledged anomalies',
        schema: acknowledgementSchema,
        example: { database: 'app', acknowledged: ['shrunken'] },
      },
    },
    problems: [409, 499, 500, 502, 504, 507],
    handle: async ({ params: { database }, context }) => {
      context.state.auditTarget = database;
      const { acknowledged } = await acknowledgeAnomaly.execute({ database }, {});
      return { body: { database, acknowledged } };
    },
  });
}
