import { isCredible } from '../schedule/attendance.ts';
import { currentAsOf, type Backup, type BackupState } from './backup.ts';

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

/** Of copies of one backup: a store that did not answer a run still has an earlier time. */
export function latestOf(states: readonly BackupState[]): Pick<BackupState, 'currentAsOf'> {
  const times = states.flatMap(({ currentAsOf: at }) => at?.getTime() ?? []);
  return times.length === 0 ? {} : { currentAsOf: new Date(Math.max(...times)) };
}

/** From when the age of a backup counts: its creation, or the last run that found the database unchanged since. */
export function currentUpTo(backup: Dated, now: Date): Date {
  return foundUnchangedAt(backup, now) ?? backup.createdAt;
}
