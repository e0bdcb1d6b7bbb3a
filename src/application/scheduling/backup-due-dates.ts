import type { HistoryEntry } from '../../domain/history/history-entry.ts';
import { overdueSince } from '../../domain/schedule/overdue.ts';
import { policySince, isScheduleOf } from '../../domain/schedule/schedule-records.ts';
import type { Calendar } from '../ports/calendar.ts';
import { backupScheduleOf, type SchedulableDatabase, type SchedulePolicy } from './planned-tasks.ts';
import { timetableOf } from './timetable-of.ts';

export interface DueDatesPolicy extends SchedulePolicy {
  /** Those that may have a schedule of their own. */
  readonly databases: readonly SchedulableDatabase[];
  /** How long one run may take. */
  readonly timeoutMs: number;
}

/** Before a run that is due begins, others may have to end. */
const BEGINS_WITHIN_MS = 5 * 60_000;

/**
 * By when there should have been a backup, whether or not a service is there to make it.
 *
 * The daily hour has a default, and who calls the command line from a cron job of his own never chose it: it binds
 * once a service has put the database on a schedule. An expression is written by somebody who wants it.
 */
export class BackupDueDates {
  readonly #calendar: Calendar;
  readonly #policy: DueDatesPolicy;

  constructor(calendar: Calendar, policy: DueDatesPolicy) {
    this.#calendar = calendar;
    this.#policy = policy;
  }

  /**
   * The due moment by which there should be a verified backup and is none; `undefined` when all is as it should be.
   * @param entries the journal's of this database, newest first
   */
  overdueSince(
    database: string,
    entries: readonly HistoryEntry[],
    newestVerifiedAt: Date | undefined,
    now: Date,
  ): Date | undefined {
    const own = this.#policy.databases.find(({ name }) => name === database)?.schedule;
    const wasOnSchedule = entries.some((entry) => isScheduleOf(entry, { kind: 'backup', database }));
    if (own === undefined && this.#policy.backupSchedule === undefined && !wasOnSchedule) return undefined;
    const schedule = backupScheduleOf({ schedule: own }, this.#policy);
    const task = { kind: 'backup', database, schedule, level: undefined } as const;
    const expectation = {
      timetable: timetableOf(this.#calendar, schedule),
      policySince: policySince(entries, task, now),
      graceMs: this.#policy.timeoutMs + BEGINS_WITHIN_MS,
    };
    return overdueSince(expectation, newestVerifiedAt, now);
  }
}
