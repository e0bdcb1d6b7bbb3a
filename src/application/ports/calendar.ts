import type { CronSchedule } from '../../domain/schedule/cron-schedule.ts';

/**
 * Reckons the moments of a schedule.
 *
 * **Guarantees**
 * - A schedule at certain hours runs once a day for each time that it names: when the clocks skip the time, right
 *   after the gap, and with others that the same gap swallowed once for all; when they show it twice, at the first.
 * - A schedule of every hour goes by the time that passes: a minute that comes twice is due twice, and one that the
 *   clocks skip is not due.
 * - Forth and back it names the same moments.
 * - Where both the day of the month and the day of the week are restricted, either is enough.
 */
export interface Calendar {
  /** What is wrong with an expression, in words that follow its name; `undefined` when it is fine. */
  problemOf(expression: string): string | undefined;
  /** The first moment later than `moment`; `undefined` when none comes. The expression must be fine. */
  nextAfter(schedule: CronSchedule, time: Date): Date | undefined;
  /** The last moment that is not later than `moment`; `undefined` when there was none. The expression must be fine. */
  latestUpTo(schedule: CronSchedule, time: Date): Date | undefined;
}
