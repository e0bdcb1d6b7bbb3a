import type { CalendarReport } from '../report-calendar.ts';
import type { JsonObject } from './json-object.ts';

export function calendarDocument({ timeZone, databases }: CalendarReport): JsonObject {
  return {
    time_zone: timeZone,
    databases: databases.map(({ database, days }) => ({
      database,
      days: days.map(({ date, outcome, runs, failures }) => ({ date, outcome, runs, failures })),
    })),
  };
}
