import { newestFirst, type Backup } from './backup.ts';

/** True for a backup whose moment has not come yet: a clock was wrong when it was made, or is now. */
export function isFuture(backup: Pick<Backup, 'createdAt'>, now: Date): boolean {
  return backup.createdAt > now;
}

/**
 * The backups that can be the latest, newest first. A backup dated in the future is never the latest: the backups made
 * since then hold newer data. It has to be named.
 */
export function datedByNow(backups: readonly Backup[], now: Date): readonly Backup[] {
  return backups.filter((backup) => !isFuture(backup, now)).sort(newestFirst);
}

/** The backups dated in the future, newest first. */
export function futureDated(backups: readonly Backup[], now: Date): readonly Backup[] {
  return backups.filter((backup) => isFuture(backup, now)).sort(newestFirst);
}
