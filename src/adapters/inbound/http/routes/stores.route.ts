import { z } from 'zod';
import { storeName } from '../../documents/fields.ts';
import {
  storesDocument,
  storesSchema,
  testedStoreDocument,
  testedStoreSchema,
} from '../../documents/stores.ts';
import type { HttpServices } from '../http-services.ts';
import { operation, type ApiOperation } from './api-operation.ts';

type Services = Pick<HttpServices, 'healthMonitor' | 'logger' | 'testStores'>;

export function storesOperations(services: Services): readonly ApiOperation[] {
  return [listStores(services), testStore(services)];
}

function listStores({ healthMonitor }: Services): ApiOperation {
  return operation({
    id: 'listStores',
    method: 'GET',
    path: '/api/stores',
    tag: 'stores',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    summary: 'The configured stores, with their state',
    description: 'Data of the last health report; the request reads no store.',
    answers: {
      200: {
        description: 'The stores',
        schema: storesSchema,
        example: {
          checked_at: '2026-11-22T21:08:02.000Z',
          stores: [
            {
              name: 'local',
              type: 'directory',
              location: '/srv/backups',
              remote: false,
              reachable: true,
              backups: 48,
              bytes: 2_016_000_000,
              newest_verified: 'app-20261122T210800123Z.db.gz',
              newest_verified_at: '2026-11-22T21:08:00.123Z',
              current_as_of: null,
              last_error: null,
              primary: true,
            },
          ],
        },
      },
    },
    problems: [],
    handle: async () => {
      const { report } = healthMonitor.latest() ?? (await healthMonitor.refresh());
      return { body: storesDocument(report) };
    },
  });
}

function testStore({ healthMonitor, logger, testStores }: Services): ApiOperation {
  return operation({
    id: 'testStore',
    method: 'POST',
    path: '/api/stores/:name/test',
    tag: 'stores',
    scope: 'operate',
    withoutToken: 'local',
    isExpensive: true,
    audit: 'test_store',
    isSafe: false,
    summary: 'Try what backups need in a store',
    description:
      'Lists the backups, then writes, reads and removes a small file or object. Problems are results, and the ' +
      'status is 200. A new health report is made afterwards.',
    params: z.strictObject({ name: storeName.describe('Name of a configured store') }),
    body: z.strictObject({}),
    answers: {
      200: {
        description: 'The checks',
        schema: testedStoreSchema,
        example: {
          store: 'nas',
          location: '/mnt/nas/backups',
          result: 'failed',
          checks: [
            {
              name: 'list',
              result: 'failed',
              detail: 'the store nas is not mounted: /mnt/nas/backups',
              hint: 'Mount it, then test the store again.',
            },
          ],
        },
      },
    },
    problems: [504],
    handle: async ({ params, context }) => {
      context.state.auditTarget = params.name;
      const [tested] = await testStores.execute({ store: params.name });
      if (tested === undefined) throw new TypeError('a tested store has a result');
      // The last report may say the opposite until the next one is due.
      healthMonitor.refresh().catch((error: unknown) => {
        logger.error('the health report could not be made', error);
      });
      return { body: testedStoreDocument(tested) };
    },
  });
}
