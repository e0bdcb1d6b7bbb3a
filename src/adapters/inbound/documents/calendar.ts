import { z } from 'zod';
import type { CalendarReport } from '../../../application/report-calendar.ts';
import { DAY_OUTCOMES } from '../../../domain/history/day-outcome.ts';
import { type JsonObject, count, databaseName, named } from './fields.ts';

export const MAX_CALENDAR_DAYS = 366;

export const calendarQuery = z.strictObject({
  days: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `It is a whole number from 1 to ${String(MAX_CALENDAR_DAYS)}`)
    .transform(Number)
    .pipe(z.int().min(1).max(MAX_CALENDAR_DAYS))
    .optional()
    .describe(
      `Number of days up to today; default: ${String(MAX_CALENDAR_DAYS)}. Fewer with very many databases: at most ` +
        '50,000 days in total',
    ),
  database: databaseName.optional().describe('Only this database'),
});

const day = z.strictObject({
  date: z.iso.date().describe('Day in `time_zone`'),
  outcome: z
    .enum(DAY_OUTCOMES)
    .describe(
      'The best of the day: a verified backup, an unverified one, a run that found the database unchanged, a failed ' +
        'or interrupted run, a missed run, nothing',
    ),
  runs: count.describe('Backup runs started on this day'),
  failures: count.describe('Runs of them that failed or were interrupted'),
});

export const calendarSchema = named(
  'Calendar',
  z.strictObject({
    time_zone: z.string().describe('IANA name'),
    databases: z.array(
      z.strictObject({ database: z.string(), days: z.array(day).describe('Oldest first, without gaps') }),
    ),
  }),
);

export function calendarDocument({ timeZone, databases }: CalendarReport): JsonObject {
  return {
    time_zone: timeZone,
    databases: databases.map(({ database, days }) => ({
      database,
      days: days.map(({ date, outcome, runs, failures }) => ({ date, outcome, runs, failures })),
    })),
  };
}
