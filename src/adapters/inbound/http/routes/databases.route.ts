import { databasesDocument } from '../../../../application/documents/databases-document.ts';
import type { HttpServices } from '../http-services.ts';
import { databasesSchema } from '../schemas/databases.schema.ts';
import { operation, type ApiOperation } from './api-operation.ts';

export function databasesOperation({ reportDatabases }: Pick<HttpServices, 'reportDatabases'>): ApiOperation {
  return operation({
    id: 'listDatabases',
    method: 'GET',
    path: '/api/backup/databases',
    tag: 'service',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    summary: 'Each database: how it is protected, what comes next, by which rules',
    description: 'Of the last health report, as `/api/backup/health`; the status is always 200.',
    answers: {
      200: { description: 'The databases that are meant to be backed up', schema: databasesSchema },
    },
    problems: [],
    handle: async () => ({ body: databasesDocument(await reportDatabases.execute()) }),
  });
}
