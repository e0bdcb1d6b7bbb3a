import type { BackUpAllResult } from '../../../../application/back-up-all.ts';
import { createAnswerSchema, createBody, outcomeDocument } from '../../documents/created-backup.ts';
import type { JsonValue } from '../../../../domain/exceptions/backup-manager-exception.ts';
import type { HttpServices } from '../http-services.ts';
import { ACCEPTED, PREFER_HEADER, runJob } from './run-job.ts';
import { operation, type Answer, type ApiOperation } from './api-operation.ts';

type Services = Pick<HttpServices, 'backUpAll' | 'jobs'>;

export function createOperation({ backUpAll, jobs }: Services): ApiOperation {
  return operation({
    id: 'createBackup',
    method: 'POST',
    path: '/api/backup/create',
    tag: 'backups',
    scope: 'operate',
    withoutToken: 'local',
    isExpensive: true,
    audit: 'create',
    isSafe: false,
    summary: 'Back up a database, or all of them',
    description:
      'Retention is applied afterwards (`cleanup_after_create`); `removed` names what it removed. ' +
      'With `unchanged` no file was made, because the newest backup holds the content of the database. ' +
      'Closing the connection does not stop the backup.',
    headers: PREFER_HEADER,
    body: createBody,
    bodyExample: { database: 'app', label: 'before the migration' },
    answers: {
      201: { description: 'The backup, or one for each database', schema: createAnswerSchema },
      202: ACCEPTED,
      207: {
        description: 'Some databases failed: one outcome for each',
        schema: createAnswerSchema,
      },
    },
    problems: [404, 409, 422, 499, 500, 502, 503, 504, 507],
    handle: async ({ body, context }) => {
      const { database, label, type, moved } = body;
      context.state.auditTarget = database ?? 'every database';
      return runJob(
        jobs,
        context,
        {
          operation: 'create',
          database,
          work: async (signal) =>
            theOnly(await backUpAll.execute({ database, label, type, moved }, { signal })),
          describe: documentOf,
        },
        answerOf,
      );
    },
  });
}

/** A failure of the only database fails the request; several databases have one outcome each. */
function theOnly(result: BackUpAllResult): BackUpAllResult {
  const [only] = result.outcomes;
  if (result.outcomes.length === 1 && only?.error !== undefined) throw only.error;
  return result;
}

function answerOf(result: BackUpAllResult): Answer {
  const failed = result.outcomes.some(({ error }) => error !== undefined);
  return { status: failed ? 207 : 201, body: documentOf(result) };
}

function documentOf({ outcomes }: BackUpAllResult): JsonValue {
  const documents = outcomes.map(outcomeDocument);
  return documents.length === 1 ? (documents[0] ?? null) : documents;
}
