import { z } from 'zod';
import { storeName } from '../../documents/fields.ts';
import { fleetDocument, fleetSchema } from '../../documents/fleet.ts';
import type { HttpServices } from '../http-services.ts';
import { operation, type ApiOperation } from './api-operation.ts';

/** Several open pages cause one listing of the records. */
const MAX_AGE_MS = 10_000;

export function fleetOperation({ fleet }: Pick<HttpServices, 'fleet'>): ApiOperation {
  return operation({
    id: 'getFleet',
    method: 'GET',
    path: '/api/fleet',
    tag: 'stores',
    scope: 'read',
    withoutToken: 'local',
    isExpensive: true,
    isSafe: true,
    summary: 'All hosts that back up into a remote store',
    description:
      'Reads the records of the hosts in the store, unless that was done in the last 10 seconds. The status is 200 ' +
      'even if a host is overdue.',
    query: z.strictObject({
      store: storeName.optional().describe('A store of the type s3 or sftp; default: the first one'),
    }),
    answers: {
      200: {
        description: 'The hosts, the worst first',
        schema: fleetSchema,
        example: {
          store: 'offsite',
          location: 's3://backups/prod/fleet',
          checked_at: '2026-11-23T21:08:00.000Z',
          status: 'critical',
          counts: { healthy: 0, warning: 0, silent: 0, unreadable: 0, critical: 0, overdue: 1 },
          hosts: [
            {
              host: 'web-2',
              state: 'overdue',
              reported_at: '2026-11-20T02:00:14.000Z',
              overdue_since: '2026-11-21T04:00:12.000Z',
              overdue_databases: ['app'],
              newest_verified: {
                filename: 'app-20261120T020012000Z.db.gz',
                created_at: '2026-11-20T02:00:12.000Z',
                current_as_of: null,
              },
              tool_version: '0.1.0',
              status: 'healthy',
              findings: [],
              databases: [
                {
                  database: 'app',
                  newest_verified: {
                    filename: 'app-20261120T020012000Z.db.gz',
                    created_at: '2026-11-20T02:00:12.000Z',
                    current_as_of: null,
                  },
                  overdue_at: '2026-11-21T04:00:12.000Z',
                },
              ],
              stores: [{ name: 'offsite', type: 's3' }],
            },
          ],
        },
      },
    },
    problems: [502],
    handle: async ({ query: { store } }) => ({
      body: fleetDocument(await fleet.read({ store }, MAX_AGE_MS)),
    }),
  });
}
