import type { Timetable } from './timetable.ts';

const MINUTE_MS = 60_000;

/** Noticed later than this, a due moment was missed; a busy machine may take a while to notice one. */
export const LATE_AFTER_MS = 5 * MINUTE_MS;

/** A month's outage of a schedule by the minute would fill the journal with nothing else. */
export const MOST_MISSED = 100;

export interface ScheduleVerdict {
  /** The newest due moment that nobody attended to; one run makes up for all that were missed. */
  readonly due: Date | undefined;
  /** The due moments that passed without a run, oldest first; the newest `MOST_MISSED` of them. */
  readonly missed: readonly Date[];
  /** When it is due next; `undefined` when never. */
  readonly next: Date | undefined;
}

/** @param attended up to which moment what was due has been attended to */
export function scheduleState(timetable: Timetable, attended: Date, now: Date): ScheduleVerdict {
  const later = attended > now ? attended : now;
  const next = timetable.nextAfter(later);
  const due = timetable.latestUpTo(now);
  if (due === undefined || due <= attended) return { due: undefined, missed: [], next };
  return { due, missed: missedMoments(timetable, attended, now), next };
}

function missedMoments(timetable: Timetable, attended: Date, now: Date): readonly Date[] {
  const missed: Date[] = [];
  let moment = timetable.latestUpTo(new Date(now.getTime() - LATE_AFTER_MS - 1));
  while (moment !== undefined && moment > attended && missed.length < MOST_MISSED) {
    missed.unshift(moment);
    moment = timetable.latestUpTo(new Date(moment.getTime() - 1));
  }
  return missed;
}
