import type { Backup } from '../backup/backup.ts';
import { isFuture } from '../backup/future-dated.ts';
import type { RetentionPolicy } from './retention-policy.ts';

/**
 * Why a backup is never removed, for those that are not: whatever their age, and without giving way to the cap.
 *
 * @param verified newest first, none of them dated in the future
 */
export function reasonsToStay(
  backups: readonly Backup[],
  verified: readonly Backup[],
  policy: RetentionPolicy,
  now: Date,
): ReadonlyMap<Backup, string> {
  const reasons = new Map<Backup, string>();
  verified.slice(0, policy.keepMin).forEach((backup) => {
    reasons.set(backup, `one of the newest verified backups (keep_min ${String(policy.keepMin)})`);
  });
  verified.slice(0, 1).forEach((backup) => {
    reasons.set(backup, 'the newest verified backup');
  });
  for (const backup of backups) {
    const reason = ownReasonToStay(backup, now);
    if (reason !== undefined) reasons.set(backup, reason);
  }
  return reasons;
}

function ownReasonToStay(backup: Backup, now: Date): string | undefined {
  if (backup.record.condition === 'missing') return 'not made by this tool: retention never touches it';
  if (backup.record.condition === 'damaged') return 'manifest is damaged; verify or remove it by hand';
  if (backup.state.pinned) return 'pinned';
  if (isFuture(backup, now)) return 'dated in the future; check the clock of the host that made it';
  return undefined;
}
