import type { Timetable } from './timetable.ts';
import { MINUTE_MS } from '../units.ts';

/** A due time noticed later than this was missed; a busy machine may need a while. */
export const LATE_AFTER_MS = 5 * MINUTE_MS;

/** A month's outage of a schedule by the minute would fill the run history. */
export const MOST_MISSED = 100;

export interface ScheduleVerdict {
  /** The newest due time without a run; one run replaces all missed ones. */
  readonly due: Date | undefined;
  /** The missed due times, oldest first; only the newest `MOST_MISSED`. */
  readonly missed: readonly Date[];
  /** `undefined` when never. */
  readonly next: Date | undefined;
}

/** @param attended due times up to here are done */
export function scheduleState(timetable: Timetable, attended: Date, now: Date): ScheduleVerdict {
  const later = attended > now ? attended : now;
  const next = timetable.nextAfter(later);
  const due = timetable.latestUpTo(now);
  if (due === undefined || due <= attended) return { due: undefined, missed: [], next };
  return { due, missed: missedDueTimes(timetable, attended, now), next };
}

function missedDueTimes(timetable: Timetable, attended: Date, now: Date): readonly Date[] {
  const missed: Date[] = [];
  let dueTime = timetable.latestUpTo(new Date(now.getTime() - LATE_AFTER_MS - 1));
  while (dueTime !== undefined && dueTime > attended && missed.length < MOST_MISSED) {
    missed.unshift(dueTime);
    dueTime = timetable.latestUpTo(new Date(dueTime.getTime() - 1));
  }
  return missed;
}
