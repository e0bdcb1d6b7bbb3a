import { isVerified, newestFirst, type Backup } from '../backup/backup.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Which backups of a database are kept. */
export interface RetentionPolicy {
  /** Days of history, counted back from the newest verified backup. */
  readonly keepDays: number;
  /** How many verified backups at the most; what is never removed does not give way to it. */
  readonly maxBackupFiles: number;
  /** How many verified backups stay whatever their age. */
  readonly keepMin: number;
}

/** What becomes of one backup, and why, in words for the operator. */
export interface RetentionDecision {
  readonly backup: Backup;
  readonly action: 'keep' | 'remove';
  readonly reason: string;
}

/**
 * Decides about all backups of one database, newest first.
 *
 * Age counts back from the newest verified backup, not from `now`: while backups fail (an outage, a corrupt
 * source, a clock that jumped) the history that is there stands still instead of rotating out. Because the newest
 * verified backup always stays, and nothing goes while there is none, no policy can remove everything.
 *
 * @param now only tells which backups are dated in the future
 */
export function decideRetention(
  backups: readonly Backup[],
  policy: RetentionPolicy,
  now: Date,
): readonly RetentionDecision[] {
  const sorted = [...backups].sort(newestFirst);
  const verified = sorted.filter((backup) => isVerified(backup) && !isFuture(backup, now));
  const anchor = verified[0];
  const untouchable = reasonsToStay(sorted, verified, policy, now);
  if (anchor === undefined) {
    const reason = 'no verified backup exists: nothing is removed until one does';
    return sorted.map((backup) => keep(backup, untouchable.get(backup) ?? reason));
  }
  const oldestKeptMs = anchor.createdAt.getTime() - policy.keepDays * DAY_MS;
  const isOld = (backup: Backup): boolean => backup.createdAt.getTime() < oldestKeptMs;
  const young = verified.filter((backup) => !untouchable.has(backup) && !isOld(backup));
  const room = Math.max(
    0,
    policy.maxBackupFiles - verified.filter((backup) => untouchable.has(backup)).length,
  );
  const overCap = new Set(young.slice(room));
  const days = `keep_days (${String(policy.keepDays)})`;
  return sorted.map((backup) => {
    const stays = untouchable.get(backup);
    if (stays !== undefined) return keep(backup, stays);
    const unverified = isVerified(backup) ? '' : 'not verified; ';
    if (isOld(backup))
      return remove(backup, `${unverified}older than ${days} before the newest verified backup`);
    if (overCap.has(backup))
      return remove(backup, `beyond max_backup_files (${String(policy.maxBackupFiles)})`);
    if (backup.createdAt > anchor.createdAt)
      return keep(backup, `${unverified}no newer verified backup exists`);
    return keep(backup, `${unverified}within ${days} of the newest verified backup`);
  });
}

/** Why a backup is never removed, for those that are not. */
function reasonsToStay(
  sorted: readonly Backup[],
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
  for (const backup of sorted) {
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

/** True for a backup whose moment has not come yet: a clock was wrong when it was made, or is now. */
export function isFuture(backup: Backup, now: Date): boolean {
  return backup.createdAt > now;
}

const keep = (backup: Backup, reason: string): RetentionDecision => ({ backup, action: 'keep', reason });
const remove = (backup: Backup, reason: string): RetentionDecision => ({ backup, action: 'remove', reason });
