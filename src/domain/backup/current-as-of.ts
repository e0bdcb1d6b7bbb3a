import { isCredible } from '../schedule/attendance.ts';
import { currentAsOf, type Backup } from './backup.ts';

type Dated = Pick<Backup, 'createdAt' | 'state'>;

/**
 * The last run that found the database unchanged since this backup; `undefined` when none did. A time far in the
 * future comes from a wrong clock: it would hide for years that no backup is made.
 */
export function foundUnchangedAt(backup: Dated, now: Date): Date | undefined {
  const at = currentAsOf(backup);
  if (at.getTime() === backup.createdAt.getTime() || !isCredible(at, now)) return undefined;
  return at;
}

/** From when the age of a backup counts: its creation, or the last run that found the database unchanged since. */
export function currentUpTo(backup: Dated, now: Date): Date {
  return foundUnchangedAt(backup, now) ?? backup.createdAt;
}
