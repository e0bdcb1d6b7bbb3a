import type { HistoryEntry, HistoryOutcome } from '../history/history-entry.ts';
import { DAY_MS } from '../units.ts';

/**
 * A run dated further ahead comes from a wrong clock: one day in 2042 would stop the backups until then.
 * Within it the clock was set back after the run, and the run must not be repeated.
 */
export const MOST_SET_BACK_MS = DAY_MS;

/** An interrupted run is started again at most this often per due time. */
const MOST_ATTEMPTS = 3;

const UNFINISHED: readonly HistoryOutcome[] = ['interrupted', 'cancelled'];

/**
 * The time up to which the task is done: the start of its newest run. Missed runs do not count; an
 * interrupted or cancelled run, for example by a service stop, is repeated a few times.
 * @param runs of one task, in any order
 */
export function attendedUpTo(runs: readonly HistoryEntry[], now: Date): Date | undefined {
  const started = runs
    .filter(({ outcome, startedAt }) => outcome !== 'missed' && isCredible(startedAt, now))
    .sort((left, right) => right.startedAt.getTime() - left.startedAt.getTime());
  const unfinished = started.findIndex(({ outcome }) => !UNFINISHED.includes(outcome));
  const attempts = unfinished === -1 ? started.length : unfinished;
  return started[attempts >= MOST_ATTEMPTS ? 0 : attempts]?.startedAt;
}

/** False for a recorded time too far in the future. */
export function isCredible(time: Date, now: Date): boolean {
  return time.getTime() - now.getTime() <= MOST_SET_BACK_MS;
}
