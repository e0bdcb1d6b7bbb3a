import type { Calendar } from '../../../application/ports/calendar.ts';
import { localTimeOf } from '../../../domain/retention/calendar-bucket.ts';
import type { CronSchedule } from '../../../domain/schedule/cron-schedule.ts';
import { parseCron, type CronFields } from './cron-fields.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Leap days are eight years apart around 1900 and 2100. */
const MOST_DAYS = 8 * 366 + 1;

/** A calendar that goes through the days one by one: slow, and easy to see to be right. */
export class InMemoryCalendar implements Calendar {
  problemOf(expression: string): string | undefined {
    if (parseCron(expression) === undefined)
      return 'must be a cron expression of five fields such as "30 2 * * *"';
    const comes =
      this.nextAfter({ expression, timeZone: 'UTC' }, new Date('2026-01-01T00:00:00Z')) !== undefined;
    return comes ? undefined : 'must be a cron expression for a moment that ever comes';
  }

  nextAfter({ expression, timeZone }: CronSchedule, moment: Date): Date | undefined {
    // The day before: its last times may have been put off by a gap.
    for (let day = -1; day <= MOST_DAYS; day++) {
      const found = momentsOf(fieldsOf(expression), localDay(moment, timeZone, day), timeZone);
      const next = found.find((one) => one > moment.getTime());
      if (next !== undefined) return new Date(next);
    }
    return undefined;
  }

  latestUpTo({ expression, timeZone }: CronSchedule, moment: Date): Date | undefined {
    for (let day = 1; day >= -MOST_DAYS; day--) {
      const found = momentsOf(fieldsOf(expression), localDay(moment, timeZone, day), timeZone);
      const latest = found.findLast((one) => one <= moment.getTime());
      if (latest !== undefined) return new Date(latest);
    }
    return undefined;
  }
}

function fieldsOf(expression: string): CronFields {
  const fields = parseCron(expression);
  if (fields === undefined) throw new TypeError(`no cron expression: ${expression}`);
  return fields;
}

/** Midnight of a local date as if it were UTC. */
function localDay(moment: Date, timeZone: string, daysLater: number): Date {
  const midnightMs = Math.floor(localTimeOf(moment, timeZone).asUtc.getTime() / DAY_MS) * DAY_MS;
  return new Date(midnightMs + daysLater * DAY_MS);
}

/** The moments of one local day, in order. */
function momentsOf(fields: CronFields, day: Date, timeZone: string): readonly number[] {
  if (!isDayOf(fields, day)) return [];
  const everyHour = fields.hour.size === 24;
  const moments = new Set<number>();
  for (const hour of fields.hour) {
    for (const minute of fields.minute) {
      const local = day.getTime() + (hour * 60 + minute) * MINUTE_MS;
      const shown = momentsThatShow(local, timeZone);
      if (everyHour) shown.forEach((one) => moments.add(one));
      else moments.add(shown[0] ?? endOfGap(local, timeZone));
    }
  }
  const isThatDay = (moment: number): boolean =>
    localDay(new Date(moment), timeZone, 0).getTime() === day.getTime();
  return [...moments].filter(isThatDay).sort((left, right) => left - right);
}

function isDayOf(
  { dayOfMonth, month, dayOfWeek, anyDayOfMonth, anyDayOfWeek }: CronFields,
  day: Date,
): boolean {
  if (!month.has(day.getUTCMonth() + 1)) return false;
  const isDate = dayOfMonth.has(day.getUTCDate());
  const isWeekday = dayOfWeek.has(day.getUTCDay());
  if (anyDayOfMonth || anyDayOfWeek) return isDate && isWeekday;
  return isDate || isWeekday;
}

/** The moments at which the clocks show a local time: none in a gap, two where they were set back; in order. */
function momentsThatShow(local: number, timeZone: string): readonly number[] {
  const candidates = [distanceAt(local - DAY_MS, timeZone), distanceAt(local + DAY_MS, timeZone)];
  return [...new Set(candidates.map((distance) => local - distance))]
    .filter((moment) => moment + distanceAt(moment, timeZone) === local)
    .sort((left, right) => left - right);
}

/** The first moment after the gap that swallows a local time. */
function endOfGap(local: number, timeZone: string): number {
  let before = local - distanceAt(local + DAY_MS, timeZone);
  let after = local - distanceAt(local - DAY_MS, timeZone);
  const distanceBefore = distanceAt(before, timeZone);
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (distanceAt(middle, timeZone) === distanceBefore) before = middle;
    else after = middle;
  }
  return after;
}

/** How far ahead of UTC the clocks are, in milliseconds. */
function distanceAt(moment: number, timeZone: string): number {
  return localTimeOf(new Date(moment), timeZone).asUtc.getTime() - moment;
}
