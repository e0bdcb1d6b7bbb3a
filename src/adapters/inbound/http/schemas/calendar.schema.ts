import { z } from 'zod';
import { DAY_OUTCOMES } from '../../../../domain/history/day-outcome.ts';
import { count, databaseName } from './fields.ts';
import { named } from './named-schema.ts';

export const MOST_CALENDAR_DAYS = 366;

export const calendarQuery = z.strictObject({
  days: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `It is a whole number from 1 to ${String(MOST_CALENDAR_DAYS)}`)
    .transform(Number)
    .pipe(z.int().min(1).max(MOST_CALENDAR_DAYS))
    .optional()
    .describe(
      `How many days, today the last of them; ${String(MOST_CALENDAR_DAYS)} where nothing is said. Of very many ` +
        'databases there are fewer: 50,000 days of all together',
    ),
  database: databaseName.optional().describe('Only this one'),
});

const day = z.strictObject({
  date: z.iso.date().describe('As the clocks of `time_zone` had it'),
  outcome: z
    .enum(DAY_OUTCOMES)
    .describe(
      'The best there was: a verified backup, one that is not verified, a run that failed or died, a due moment ' +
        'without a run, nothing',
    ),
  runs: count.describe('Backup runs that were begun on this day'),
  failures: count.describe('Those of them that failed or died'),
});

export const calendarSchema = named(
  'Calendar',
  z.strictObject({
    time_zone: z.string().describe('IANA name'),
    databases: z.array(
      z.strictObject({ database: z.string(), days: z.array(day).describe('Oldest first, none left out') }),
    ),
  }),
);
