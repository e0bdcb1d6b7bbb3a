import type { Backup } from './backup.ts';

/** True for a backup whose moment has not come yet: a clock was wrong when it was made, or is now. */
export function isFuture(backup: Backup, now: Date): boolean {
  return backup.createdAt > now;
}
