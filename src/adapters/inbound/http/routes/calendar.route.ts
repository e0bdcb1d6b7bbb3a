import {
  MAX_CALENDAR_DAYS,
  calendarDocument,
  calendarQuery,
  calendarSchema,
} from '../../documents/calendar.ts';
import type { HttpServices } from '../http-services.ts';
import { operation, type ApiOperation } from './api-operation.ts';

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
    problems: [500],
    handle: async ({ query: { days = MAX_CALENDAR_DAYS, database } }) => ({
      body: calendarDocument(await reportCalendar.execute({ days, database })),
    }),
  });
}
