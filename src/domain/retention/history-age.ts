import type { Backup } from '../backup/backup.ts';
import { DAY_MS } from '../units.ts';

/** A longer gap is a clock that jumped, or a database out of use. */
const LEAP_MS = 366 * DAY_MS;

/**
 * The history in milliseconds between the newest verified backup and each backup that is not newer.
 * A gap of more than a year between two verified backups counts as zero. Otherwise a clock that jumps to 2042
 * for an hour would make everything older than `keep_days` at once, and the history would be removed.
 * @param notNewer newest first; the first one is the newest verified backup
 * @param verified the verified ones among them
 */
export function historyAgesMs(
  notNewer: readonly Backup[],
  verified: ReadonlySet<Backup>,
): ReadonlyMap<Backup, number> {
  const ages = new Map<Backup, number>();
  let countedMs = 0;
  let countedTo = notNewer[0]?.createdAt.getTime() ?? 0;
  for (const backup of notNewer) {
    const gapMs = countedTo - backup.createdAt.getTime();
    if (!verified.has(backup)) {
      ages.set(backup, countedMs + gapMs);
      continue;
    }
    if (gapMs <= LEAP_MS) countedMs += gapMs;
    countedTo = backup.createdAt.getTime();
    ages.set(backup, countedMs);
  }
  return ages;
}
