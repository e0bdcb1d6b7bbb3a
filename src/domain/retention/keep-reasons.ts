import type { Backup } from '../backup/backup.ts';
import { isFuture } from '../backup/future-dated.ts';
import type { RetentionPolicy } from './retention-policy.ts';
import type { RetentionRule } from './retention-rule.ts';

export interface RetentionReason {
  /** For programs. */
  readonly rule: RetentionRule;
  /** For the operator. */
  readonly reason: string;
}

/**
 * Why a backup is never removed, at any age and above the cap; only backups with such a reason are included.
 * @param verified newest first, none future-dated
 */
export function keepReasons(
  backups: readonly Backup[],
  verified: readonly Backup[],
  policy: RetentionPolicy,
  now: Date,
): ReadonlyMap<Backup, RetentionReason> {
  const reasons = new Map<Backup, RetentionReason>();
  verified.slice(0, policy.keepMin).forEach((backup) => {
    const reason = `one of the newest verified backups (keep_min ${String(policy.keepMin)})`;
    reasons.set(backup, { rule: 'keep_min', reason });
  });
  verified.slice(0, 1).forEach((backup) => {
    reasons.set(backup, { rule: 'newest_verified', reason: 'the newest verified backup' });
  });
  for (const backup of backups) {
    const reason = ownReasonToStay(backup, now);
    if (reason !== undefined) reasons.set(backup, reason);
  }
  return reasons;
}

function ownReasonToStay(backup: Backup, now: Date): RetentionReason | undefined {
  if (backup.record.condition === 'missing')
    return { rule: 'unmanaged', reason: 'not made by this tool: retention never removes it' };
  if (backup.record.condition === 'damaged')
    return { rule: 'damaged_manifest', reason: 'manifest is damaged: verify it or remove it by hand' };
  if (backup.state.pinned) return { rule: 'pinned', reason: 'pinned' };
  if (isFuture(backup, now))
    return { rule: 'future', reason: 'dated in the future: check the clock of the host that made it' };
  return undefined;
}
