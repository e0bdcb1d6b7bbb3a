import type { HistoryEntry, HistoryOutcome } from '../history/history-entry.ts';
import { failedStoresOf } from '../history/store-failures.ts';
import { MINUTE_MS } from '../units.ts';
import { isCredible } from './attendance.ts';

const LONGEST_PAUSE_MS = 60 * MINUTE_MS;

const UNSUCCESSFUL: readonly HistoryOutcome[] = ['failed', 'interrupted', 'cancelled', 'skipped'];

/** The pause after the `failures`th failed sync in a row: 2 min, 4 min, 8 min … up to an hour; 1 min before the first. */
export function pauseBeforeSyncMs(failures: number): number {
  return Math.min(MINUTE_MS * 2 ** Math.min(failures, 6), LONGEST_PAUSE_MS);
}

/**
 * When the stores are to be synchronized again: after a backup that a store did not take, or a sync that failed, until a
 * sync of all stores succeeds. `undefined` when nothing is missing, or while a sync runs.
 * @param entries one database's, newest first
 */
export function syncRetryAt(entries: readonly HistoryEntry[], now: Date): Date | undefined {
  let failures = 0;
  let lastEnd: Date | undefined;
  for (const entry of entries) {
    if (!isCredible(entry.startedAt, now)) continue;
    if (entry.operation === 'sync') {
      if (entry.outcome === 'running') return undefined;
      const isOfAll = typeof entry.facts['store'] !== 'string';
      if (entry.outcome === 'succeeded' && isOfAll) break;
      if (!UNSUCCESSFUL.includes(entry.outcome)) continue;
      failures += 1;
      lastEnd ??= endOf(entry);
    } else if (entry.operation === 'create' && failedStoresOf(entry).size > 0) {
      lastEnd ??= endOf(entry);
    }
  }
  if (lastEnd === undefined) return undefined;
  return new Date(lastEnd.getTime() + pauseBeforeSyncMs(failures));
}

function endOf({ startedAt, durationMs = 0 }: HistoryEntry): Date {
  return new Date(startedAt.getTime() + durationMs);
}
