import type { HistoryEntry, HistoryOutcome } from '../history/history-entry.ts';

const HOUR_MS = 60 * 60 * 1000;

/**
 * A run dated further ahead than this was dated by a wrong clock and says nothing: or one day in 2042 would end the
 * backups until then. Within it a clock was set back after the run, which must not be done twice for that.
 */
export const MOST_SET_BACK_MS = 24 * HOUR_MS;

/** So many times is a run begun that never comes to its end, before the next due moment is waited for. */
const MOST_ATTEMPTS = 3;

const UNFINISHED: readonly HistoryOutcome[] = ['interrupted', 'cancelled'];

/**
 * The moment up to which what was due has been attended to: the beginning of the newest run. One that missed its
 * moment was none; one that died or was stopped half-way, as a service that is shut down does, is begun again a few
 * times.
 *
 * @param runs of one task, in any order
 */
export function attendedUpTo(runs: readonly HistoryEntry[], now: Date): Date | undefined {
  const begun = runs
    .filter(({ outcome, startedAt }) => outcome !== 'missed' && isCredible(startedAt, now))
    .sort((left, right) => right.startedAt.getTime() - left.startedAt.getTime());
  const unfinished = begun.findIndex(({ outcome }) => !UNFINISHED.includes(outcome));
  const attempts = unfinished === -1 ? begun.length : unfinished;
  return begun[attempts >= MOST_ATTEMPTS ? 0 : attempts]?.startedAt;
}

/** Whether a moment on record can have been: it is not far ahead of now. */
export function isCredible(moment: Date, now: Date): boolean {
  return moment.getTime() - now.getTime() <= MOST_SET_BACK_MS;
}
