import type { Calendar } from '../../src/application/ports/calendar.ts';
import { localTimeOf } from '../../src/domain/retention/calendar-bucket.ts';
import type { CronSchedule } from '../../src/domain/schedule/cron-schedule.ts';
import { DAY_MS, MINUTE_MS } from '../../src/domain/units.ts';

interface CronFields {
  readonly minute: ReadonlySet<number>;
  readonly hour: ReadonlySet<number>;
  readonly dayOfMonth: ReadonlySet<number>;
  readonly month: ReadonlySet<number>;
  /** Sunday is 0. */
  readonly dayOfWeek: ReadonlySet<number>;
  readonly anyDayOfMonth: boolean;
  readonly anyDayOfWeek: boolean;
}

const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

const PART = /^(?:\*|(?<from>\d{1,2})(?:-(?<to>\d{1,2}))?)(?:\/(?<step>\d{1,2}))?$/;

/** Parses five numeric fields; `undefined` when the expression is invalid. */
function parseCron(expression: string): CronFields | undefined {
  const texts = expression.trim().split(/\s+/);
  if (texts.length !== RANGES.length) return undefined;
  const [minute, hour, dayOfMonth, month, dayOfWeek] = RANGES.map(([min, max], index) =>
    parseField(texts[index] ?? '', min, max),
  );
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek) return undefined;
  return {
    minute,
    hour,
    dayOfMonth,
    month,
    dayOfWeek: new Set([...dayOfWeek].map((day) => day % 7)),
    anyDayOfMonth: texts[2] === '*',
    anyDayOfWeek: texts[4] === '*',
  };
}

function parseField(text: string, min: number, max: number): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const groups = PART.exec(part)?.groups;
    if (groups === undefined) return undefined;
    const from = Number(groups['from'] ?? min);
    const to = Number(groups['to'] ?? groups['from'] ?? max);
    const step = Number(groups['step'] ?? 1);
    // A step needs a range: crons disagree about `5/5`.
    const isPlain = groups['from'] !== undefined && groups['to'] === undefined;
    if (from < min || to > max || from > to || step < 1 || (isPlain && groups['step'] !== undefined))
      return undefined;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

/** Leap days are eight years apart around 1900 and 2100. */
const MOST_DAYS = 8 * 366 + 1;

/** Checks the days one by one: slow, but simple. */
export class InMemoryCalendar implements Calendar {
  problemOf(expression: string): string | undefined {
    if (parseCron(expression) === undefined)
      return 'must be a cron expression of five fields such as "30 2 * * *"';
    const hasRun =
      this.nextAfter({ expression, timeZone: 'UTC' }, new Date('2026-01-01T00:00:00Z')) !== undefined;
    return hasRun ? undefined : 'must be a cron expression that matches a date';
  }

  nextAfter({ expression, timeZone }: CronSchedule, time: Date): Date | undefined {
    // Start a day earlier: a clock change may have postponed its last runs.
    for (let day = -1; day <= MOST_DAYS; day++) {
      const found = timesOfDay(fieldsOf(expression), localDay(time, timeZone, day), timeZone);
      const next = found.find((one) => one > time.getTime());
      if (next !== undefined) return new Date(next);
    }
    return undefined;
  }

  latestUpTo({ expression, timeZone }: CronSchedule, time: Date): Date | undefined {
    for (let day = 1; day >= -MOST_DAYS; day--) {
      const found = timesOfDay(fieldsOf(expression), localDay(time, timeZone, day), timeZone);
      const latest = found.findLast((one) => one <= time.getTime());
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
function localDay(time: Date, timeZone: string, daysLater: number): Date {
  const midnightMs = Math.floor(localTimeOf(time, timeZone).asUtc.getTime() / DAY_MS) * DAY_MS;
  return new Date(midnightMs + daysLater * DAY_MS);
}

function timesOfDay(fields: CronFields, day: Date, timeZone: string): readonly number[] {
  if (!isDayOf(fields, day)) return [];
  const everyHour = fields.hour.size === 24;
  const times = new Set<number>();
  for (const hour of fields.hour) {
    for (const minute of fields.minute) {
      const local = day.getTime() + (hour * 60 + minute) * MINUTE_MS;
      const shown = timesShowing(local, timeZone);
      if (everyHour) shown.forEach((one) => times.add(one));
      else times.add(shown[0] ?? endOfGap(local, timeZone));
    }
  }
  const isThatDay = (time: number): boolean =>
    localDay(new Date(time), timeZone, 0).getTime() === day.getTime();
  return [...times].filter(isThatDay).sort((left, right) => left - right);
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

/** The times at which the clocks show a local time: none in a gap, two after clocks go back; sorted. */
function timesShowing(local: number, timeZone: string): readonly number[] {
  const candidates = [offsetAt(local - DAY_MS, timeZone), offsetAt(local + DAY_MS, timeZone)];
  return [...new Set(candidates.map((offset) => local - offset))]
    .filter((time) => time + offsetAt(time, timeZone) === local)
    .sort((left, right) => left - right);
}

/** The first time after the gap that contains a local time. */
function endOfGap(local: number, timeZone: string): number {
  let before = local - offsetAt(local + DAY_MS, timeZone);
  let after = local - offsetAt(local - DAY_MS, timeZone);
  const offsetBefore = offsetAt(before, timeZone);
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (offsetAt(middle, timeZone) === offsetBefore) before = middle;
    else after = middle;
  }
  return after;
}

/** Offset from UTC in milliseconds. */
function offsetAt(time: number, timeZone: string): number {
  return localTimeOf(new Date(time), timeZone).asUtc.getTime() - time;
}
