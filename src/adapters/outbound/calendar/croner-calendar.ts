import { Cron, CronPattern } from 'croner';
import type { Calendar } from '../../../application/ports/calendar.ts';
import type { CronSchedule } from '../../../domain/schedule/cron-schedule.ts';
import { SECOND_MS } from '../../../domain/units.ts';

const HOURS = 24;

/** A start for the search of a next run; any date does. */
const ANY_START = new Date('2026-01-01T00:00:00Z');

/** croner, restricted to five fields and to one rule for fixed hours. */
export class CronerCalendar implements Calendar {
  readonly #known = new Map<string, Cron>();

  problemOf(expression: string): string | undefined {
    // croner replaces "?" by the current time: the schedule would change with each restart.
    if (expression.includes('?')) return 'must be a cron expression without "?"';
    try {
      const hasRun = this.nextAfter({ expression, timeZone: 'UTC' }, ANY_START) !== undefined;
      return hasRun ? undefined : 'must be a cron expression that matches a date';
    } catch {
      return 'must be a cron expression of five fields such as "30 2 * * *"';
    }
  }

  nextAfter(schedule: CronSchedule, time: Date): Date | undefined {
    return this.#cronOf(schedule).nextRun(wholeSecond(time)) ?? undefined;
  }

  latestUpTo(schedule: CronSchedule, time: Date): Date | undefined {
    // croner returns runs before its argument; this one may equal `time`.
    const excluded = new Date(wholeSecond(time).getTime() + SECOND_MS);
    return this.#cronOf(schedule).previousRuns(1, excluded)[0];
  }

  #cronOf({ expression, timeZone }: CronSchedule): Cron {
    const key = `${expression} ${timeZone}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = new Cron(withPlainHours(expression), {
      timezone: timeZone,
      mode: '5-part',
      fixedTimeRule: 'no-wildcard',
      paused: true,
    });
    this.#known.set(key, made);
    return made;
  }
}

function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / SECOND_MS) * SECOND_MS);
}

/**
 * croner treats a step or `*` in minutes or hours as an interval and skips those times when clocks go forward.
 * Expand them to explicit hours, so that no night with a clock change loses its backup. Only "every hour" stays `*`.
 */
function withPlainHours(expression: string): string {
  const { minute, hour } = new CronPattern(expression, undefined, { mode: '5-part' });
  const [, , ...days] = expression.trim().split(/\s+/);
  const hours = marked(hour);
  // A nickname such as @daily has no fields.
  if (days.length !== 3) return expression;
  const everyHour = hours.length === HOURS;
  return [marked(minute).join(','), everyHour ? '*' : hours.join(','), ...days].join(' ');
}

function marked(flags: readonly number[]): readonly number[] {
  return flags.flatMap((flag, index) => (flag === 1 ? [index] : []));
}
