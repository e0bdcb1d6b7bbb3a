import { backupListSchema, listQuery, listedBackupDocument } from '../../documents/backup.ts';
import type { HttpServices } from '../http-services.ts';
import { operation, type ApiOperation } from './api-operation.ts';
import { paginate } from './paginate.ts';

export function listOperation({ listBackups }: Pick<HttpServices, 'listBackups'>): ApiOperation {
  return operation({
    id: 'listBackups',
    method: 'GET',
    path: '/api/backup/list',
    tag: 'backups',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    summary: 'The backups, newest first',
    query: listQuery,
    answers: {
      200: {
        description: 'All backups, or one page',
        schema: backupListSchema,
        example: {
          backups: [
            {
              filename: 'app-20261122T210800123Z.db.gz',
              path: '/srv/backup/app-20261122T210800123Z.db.gz',
              database: 'app',
              type: 'full',
              parent: null,
              restorable: true,
              size: 42_000_000,
              created_at: '2026-11-22T21:08:00.123Z',
              compression: 'gzip',
              encrypted: false,
              managed: true,
              verified: true,
              damage: null,
              damage_kind: null,
              pinned: false,
              label: null,
              current_as_of: null,
              database_bytes: 180_224_000,
              duration_ms: 1234.5,
              source_path: '/srv/app/app.db',
              engine: 'native',
              consistency: 'locked',
              source_check: { level: 'quick', result: 'ok', detail: 'quick_check' },
              proof: {
                at: '2026-11-22T21:08:02.000Z',
                level: 'checksum',
                result: 'ok',
                detail: 'stored bytes, content',
                restore_ms: null,
              },
              drill: null,
              copies: [
                {
                  store: 'local',
                  verified: true,
                  damage_kind: null,
                  proof: {
                    at: '2026-11-22T21:08:02.000Z',
                    level: 'checksum',
                    result: 'ok',
                    detail: 'stored bytes, content',
                    restore_ms: null,
                  },
                },
              ],
            },
          ],
          total: 1,
          next_cursor: null,
        },
      },
    },
    problems: [500, 502],
    handle: async ({ query: { database, store, limit, cursor } }) => {
      const { restorePoints: all } = await listBackups.execute({ database, store });
      const { backups, nextCursor } = paginate(all, limit, cursor);
      return {
        body: { backups: backups.map(listedBackupDocument), total: all.length, next_cursor: nextCursor },
      };
    },
  });
}
