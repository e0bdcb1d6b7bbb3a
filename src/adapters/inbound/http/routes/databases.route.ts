import { databasesDocument, databasesSchema } from '../../documents/databases.ts';
import type { HttpServices } from '../http-services.ts';
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
    summary: 'Protection, schedule and retention of each database',
    description: 'From the last health report, like `/api/backup/health`. The status is always 200.',
    answers: {
      200: { description: 'The configured and discovered databases', schema: databasesSchema },
    },
    problems: [],
    handle: async () => ({ body: databasesDocument(await reportDatabases.execute()) }),
  });
}
