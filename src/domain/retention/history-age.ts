import type { Backup } from '../backup/backup.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** No schedule leaves a year between two backups: a clock jumped, or the database was put away. */
const LEAP_MS = 366 * DAY_MS;

/**
 * How much history lies between the newest verified backup and each backup that is not newer, in milliseconds.
 *
 * A gap of more than a year between two verified backups counts as no time. A clock that jumps to 2042 for an hour
 * would otherwise make everything older than `keep_days` at once; once it is right again, what it dated 2042 counts
 * for nothing, and the history would be gone. So the history before the gap goes as the one after it grows.
 *
 * @param notNewer newest first; the first one is the newest verified backup
 * @param verified those of them that are verified
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
