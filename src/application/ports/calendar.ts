import type { CronSchedule } from '../../domain/schedule/cron-schedule.ts';

/**
 * Computes the due times of a schedule. A port, because cron rules and time zones come from a library.
 *
 * A schedule at certain hours runs once a day for each named time. If the clocks skip the time, it runs right
 * after the gap, once for all times in the gap. If the clocks repeat the time, it runs at the first. A
 * schedule of every hour follows the elapsed time: a repeated minute is due twice, a skipped one is not due.
 * If day of the month and day of the week are both restricted, either is enough.
 *
 * **Guarantees**
 * - finds the next due times
 * - finds the previous due times
 * - finds the same due times forwards and backwards
 */
export interface Calendar {
  /** The problem of an expression, in words that follow its name; `undefined` when it is valid. */
  problemOf(expression: string): string | undefined;
  /** The first due time after `time`; `undefined` when there is none. The expression must be valid. */
  nextAfter(schedule: CronSchedule, time: Date): Date | undefined;
  /** The last due time not after `time`; `undefined` when there was none. The expression must be valid. */
  latestUpTo(schedule: CronSchedule, time: Date): Date | undefined;
}
