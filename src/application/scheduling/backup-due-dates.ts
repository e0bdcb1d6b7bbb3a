import type { HistoryEntry } from '../../domain/history/history-entry.ts';
import { overdueAt, overdueSince, type Expectation } from '../../domain/schedule/overdue.ts';
import { policySince, isScheduleOf } from '../../domain/schedule/schedule-records.ts';
import type { Calendar } from '../ports/calendar.ts';
import { backupScheduleOf, type SchedulableDatabase, type SchedulePolicy } from './planned-tasks.ts';
import { timetableOf } from './timetable-of.ts';
import { MINUTE_MS } from '../../domain/units.ts';

export interface DueDatesPolicy extends SchedulePolicy {
  /** Those that may have a schedule of their own. */
  readonly databases: readonly SchedulableDatabase[];
  /** Maximum duration of one run. */
  readonly timeoutMs: number;
}

/** Other runs may delay the start of a due run. */
const STARTS_WITHIN_MS = 5 * MINUTE_MS;

/**
 * The time by which a backup was expected, with or without a running service.
 * The daily hour has a default, and a user with an own cron job never chose it: it counts only once a service
 * has scheduled the database. A cron expression is always intended.
 */
export class BackupDueDates {
  readonly #ports: { readonly calendar: Calendar };
  readonly #policy: DueDatesPolicy;

  constructor(ports: { readonly calendar: Calendar }, policy: DueDatesPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  /**
   * The due time without the expected verified backup; `undefined` when nothing is overdue.
   * @param entries of this database, newest first
   */
  overdueSince(
    database: string,
    entries: readonly HistoryEntry[],
    newestVerifiedAt: Date | undefined,
    now: Date,
  ): Date | undefined {
    const expectation = this.#expectation(database, entries, now);
    return expectation && overdueSince(expectation, newestVerifiedAt, now);
  }

  /**
   * When the next verified backup is overdue if none is made; `undefined` without a schedule.
   * @param entries of this database, newest first
   */
  overdueAt(
    database: string,
    entries: readonly HistoryEntry[],
    newestVerifiedAt: Date,
    now: Date,
  ): Date | undefined {
    const expectation = this.#expectation(database, entries, now);
    return expectation && overdueAt(expectation, newestVerifiedAt);
  }

  #expectation(database: string, entries: readonly HistoryEntry[], now: Date): Expectation | undefined {
    const own = this.#policy.databases.find(({ name }) => name === database)?.schedule;
    const wasOnSchedule = entries.some((entry) => isScheduleOf(entry, { kind: 'backup', database }));
    if (own === undefined && this.#policy.backupSchedule === undefined && !wasOnSchedule) return undefined;
    const schedule = backupScheduleOf({ schedule: own }, this.#policy);
    const task = { kind: 'backup', database, schedule, level: undefined } as const;
    return {
      timetable: timetableOf(this.#ports.calendar, schedule),
      policySince: policySince(entries, task, now),
      graceMs: this.#policy.timeoutMs + STARTS_WITHIN_MS,
    };
  }
}
