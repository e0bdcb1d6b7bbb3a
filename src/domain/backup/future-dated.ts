import { newestFirst, type Backup } from './backup.ts';

/** True for a backup dated after now: a clock was wrong when it was made, or is wrong now. */
export function isFuture(backup: Pick<Backup, 'createdAt'>, now: Date): boolean {
  return backup.createdAt > now;
}

/**
 * The backups that are not future-dated, newest first. A future-dated backup is never the latest: later
 * backups hold newer data.
 */
export function datedByNow(backups: readonly Backup[], now: Date): readonly Backup[] {
  return backups.filter((backup) => !isFuture(backup, now)).sort(newestFirst);
}

/** The future-dated backups, newest first. */
export function futureDated(backups: readonly Backup[], now: Date): readonly Backup[] {
  return backups.filter((backup) => isFuture(backup, now)).sort(newestFirst);
}
