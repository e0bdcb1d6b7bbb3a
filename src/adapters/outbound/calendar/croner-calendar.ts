import { Cron, CronPattern } from 'croner';
import type { Calendar } from '../../../application/ports/calendar.ts';
import type { CronSchedule } from '../../../domain/schedule/cron-schedule.ts';

const SECOND_MS = 1000;
const HOURS = 24;

/** Nobody's backups are on a schedule that first comes later. */
const ANY_MOMENT = new Date('2026-01-01T00:00:00Z');

/** The calendar of croner, held to five fields and to one rule for all schedules at certain hours. */
export class CronerCalendar implements Calendar {
  readonly #known = new Map<string, Cron>();

  problemOf(expression: string): string | undefined {
    // croner replaces it by the moment at which the expression is read: another one after each restart.
    if (expression.includes('?')) return 'must be a cron expression without "?"';
    try {
      const comes = this.nextAfter({ expression, timeZone: 'UTC' }, ANY_MOMENT) !== undefined;
      return comes ? undefined : 'must be a cron expression for a moment that ever comes';
    } catch {
      return 'must be a cron expression of five fields such as "30 2 * * *"';
    }
  }

  nextAfter(schedule: CronSchedule, moment: Date): Date | undefined {
    return this.#cronOf(schedule).nextRun(wholeSecond(moment)) ?? undefined;
  }

  latestUpTo(schedule: CronSchedule, moment: Date): Date | undefined {
    // What croner is asked for comes before the moment, this one may be it.
    const excluded = new Date(wholeSecond(moment).getTime() + SECOND_MS);
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

function wholeSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / SECOND_MS) * SECOND_MS);
}

/**
 * croner takes a step or a `*` in minutes or hours for a wish to go by the time that passes, and skips those times
 * when the clocks do: every second night without a backup would be a night that summer time begins in. What names
 * some hours means those hours; only what names all of them does not.
 */
function withPlainHours(expression: string): string {
  const { minute, hour } = new CronPattern(expression, undefined, { mode: '5-part' });
  const [, , ...days] = expression.trim().split(/\s+/);
  const hours = marked(hour);
  // A nickname such as @daily has no fields of its own.
  if (days.length !== 3) return expression;
  const everyHour = hours.length === HOURS;
  return [marked(minute).join(','), everyHour ? '*' : hours.join(','), ...days].join(' ');
}

function marked(flags: readonly number[]): readonly number[] {
  return flags.flatMap((flag, index) => (flag === 1 ? [index] : []));
}
