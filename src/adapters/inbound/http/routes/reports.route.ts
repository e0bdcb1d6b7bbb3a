import { z } from 'zod';
import type { JsonValue } from '../../../../domain/exceptions/backup-manager-exception.ts';
import {
  MAX_CALENDAR_DAYS,
  calendarDocument,
  calendarQuery,
  calendarSchema,
} from '../../documents/calendar.ts';
import { databasesDocument, databasesSchema } from '../../documents/databases.ts';
import {
  historyDocument,
  historyQuery,
  historySchema,
  runDetailsDocument,
  runDetailsSchema,
} from '../../documents/run.ts';
import { configSchema } from '../../documents/service.ts';
import { statisticsDocument, statisticsSchema } from '../../documents/statistics.ts';
import { HttpException } from '../http-exception.ts';
import type { HttpServices } from '../http-services.ts';
import { type ApiOperation, operation } from './api-operation.ts';

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
      problems: [500, 502],
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

export function calendarOperation({ reportCalendar }: Pick<HttpServices, 'reportCalendar'>): ApiOperation {
  return operation({
    id: 'getCalendar',
    method: 'GET',
    path: '/api/backup/calendar',
    tag: 'runs',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    summary: 'Outcome of each day for the backups of each database',
    description:
      'From the run history and the existing backups. A verified backup that retention removed counts as long as ' +
      'its run is in the history.',
    query: calendarQuery,
    answers: {
      200: {
        description: 'One entry for each day',
        schema: calendarSchema,
        example: {
          time_zone: 'Europe/Berlin',
          databases: [
            {
              database: 'app',
              days: [{ date: '2026-11-22', outcome: 'verified', runs: 3, failures: 1 }],
            },
          ],
        },
      },
    },
    problems: [500, 502],
    handle: async ({ query: { days = MAX_CALENDAR_DAYS, database } }) => ({
      body: calendarDocument(await reportCalendar.execute({ days, database })),
    }),
  });
}

export function runOperation({ reportRun }: Pick<HttpServices, 'reportRun'>): ApiOperation {
  return operation({
    id: 'getRun',
    method: 'GET',
    path: '/api/backup/history/:id',
    tag: 'runs',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    isExpensive: true,
    summary: 'One run with its lines from the log file',
    params: z.strictObject({ id: z.string().min(1).max(300).describe('Id from the history') }),
    answers: { 200: { description: 'The present state of the run', schema: runDetailsSchema } },
    problems: [404, 500],
    handle: async ({ params, context }) => {
      const report = await reportRun.execute(params, { signal: context.state.signal });
      if (report !== undefined) return { body: runDetailsDocument(report) };
      throw new HttpException('NOT_FOUND', 'there is no such run', {
        hint: 'GET /api/backup/history lists the runs. The oldest ones are removed first.',
      });
    },
  });
}
