import type { DatabaseState } from '../../api/types.ts';
import { HOUR_MS } from '../../../../../domain/units.ts';

/** Before the first backup, a missing backup is not a failure. */
export function isUnprotected({
  backup_files,
  newest_verified_at,
}: Pick<DatabaseState, 'backup_files' | 'newest_verified_at'>): boolean {
  return backup_files === 0 && newest_verified_at === null;
}

export function verdictText(state: DatabaseState) {
  return isUnprotected(state) ? 'overview.isUnprotected' : (`overview.is_${state.status}` as const);
}

/** 1 is the limit. */
export function ageShare({
  age_hours,
  max_age_hours,
}: Pick<DatabaseState, 'age_hours' | 'max_age_hours'>): number | undefined {
  if (age_hours === null) return undefined;
  return max_age_hours > 0 ? age_hours / max_age_hours : 1;
}

export function ageHoursAt(time: string | null, now: Date): number | null {
  if (time === null) return null;
  return Math.max(0, now.getTime() - Date.parse(time)) / HOUR_MS;
}

export function countNeedingAttention(states: readonly Pick<DatabaseState, 'status'>[]): number {
  return states.filter(({ status }) => status !== 'healthy').length;
}
