import type { JsonValue } from '../../../../domain/exceptions/backup-manager-exception.ts';
import { historyDocument, historyQuery, historySchema } from '../../documents/run.ts';
import { configSchema } from '../../documents/service.ts';
import { statisticsDocument, statisticsSchema } from '../../documents/statistics.ts';
import type { HttpServices } from '../http-services.ts';
import { operation, type ApiOperation } from './api-operation.ts';

type Services = Pick<HttpServices, 'reportStatistics' | 'reportHistory' | 'settings'>;

export function reportOperations(services: Services): readonly ApiOperation[] {
  const { reportStatistics, reportHistory, settings } = services;
  return [
    operation({
      id: 'getStatistics',
      method: 'GET',
      path: '/api/backup/stats',
      tag: 'service',
      scope: 'read',
      withoutToken: 'local',
      isSafe: true,
      summary: 'Totals, and the history of sizes and durations',
      answers: { 200: { description: 'The statistics', schema: statisticsSchema } },
      problems: [500],
      handle: async () => ({ body: statisticsDocument(await reportStatistics.execute()) }),
    }),
    operation({
      id: 'getConfig',
      method: 'GET',
      path: '/api/backup/config',
      tag: 'service',
      scope: 'read',
      withoutToken: 'local',
      isSafe: true,
      summary: 'The effective settings',
      answers: {
        200: {
          description: 'Each setting with its source; secrets are masked',
          schema: configSchema,
          example: { keep_days: { value: 7, source: 'default' } },
        },
      },
      problems: [],
      handle: () => ({
        body: Object.fromEntries(
          settings.map(({ key, value, source }) => [key, { value: (value ?? null) as JsonValue, source }]),
        ),
      }),
    }),
    operation({
      id: 'getHistory',
      method: 'GET',
      path: '/api/backup/history',
      tag: 'runs',
      scope: 'read',
      withoutToken: 'local',
      isSafe: true,
      summary: 'Runs and their outcomes',
      query: historyQuery,
      answers: { 200: { description: 'The run history', schema: historySchema } },
      problems: [500],
      handle: async ({ query }) => {
        const { runs, unreadableLines } = await reportHistory.execute(query);
        return { body: { runs: historyDocument(runs), unreadable_lines: unreadableLines } };
      },
    }),
  ];
}
