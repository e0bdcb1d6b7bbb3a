import { calendarDocument } from '../../../../application/documents/calendar-document.ts';
import type { HttpServices } from '../http-services.ts';
import { calendarQuery, calendarSchema, MOST_CALENDAR_DAYS } from '../schemas/calendar.schema.ts';
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
    summary: 'What each day was for the backups of each database',
    description:
      'By the runs on record and the backups there are: gaps are visible at once. A verified backup that retention ' +
      'removed still counts, as long as its run is on record.',
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
    handle: async ({ query: { days = MOST_CALENDAR_DAYS, database } }) => ({
      body: calendarDocument(await reportCalendar.execute({ days, database })),
    }),
  });
}
