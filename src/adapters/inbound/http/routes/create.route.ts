import type { BackUpAllResult } from '../../../../application/back-up-all.ts';
import { outcomeDocument } from '../../../../application/documents/outcome-document.ts';
import type { JsonValue } from '../../../../domain/exceptions/backup-manager-exception.ts';
import type { HttpServices } from '../http-services.ts';
import { createAnswerSchema, createBody } from '../schemas/backup.schema.ts';
import { ACCEPTED, PREFER_HEADER } from './answer-descriptions.ts';
import { operation, type Answer, type ApiOperation } from './api-operation.ts';
import { performWork } from './perform-work.ts';

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
      'A caller who hangs up stops nothing.',
    headers: PREFER_HEADER,
    body: createBody,
    bodyExample: { database: 'app', label: 'before the migration' },
    answers: {
      201: { description: 'The backup; of several databases each one', schema: createAnswerSchema },
      202: ACCEPTED,
      207: {
        description: 'Of several databases some failed: each with its own outcome',
        schema: createAnswerSchema,
      },
    },
    problems: [404, 409, 422, 499, 500, 503, 504, 507],
    handle: async ({ body, context }) => {
      const { database, label, moved } = body;
      context.state.auditTarget = database ?? 'every database';
      return performWork(
        jobs,
        context,
        {
          operation: 'create',
          database,
          work: async (signal) => theOnly(await backUpAll.execute({ database, label, moved }, { signal })),
          describe: documentOf,
        },
        answerOf,
      );
    },
  });
}

/** One database that fails has failed the whole; of several each has its own outcome. */
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
