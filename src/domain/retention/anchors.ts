import { isVerified, newestFirst, type Backup } from '../backup/backup.ts';
import { isDamaged } from '../backup/damage.ts';
import { isFuture } from '../backup/future-dated.ts';
import { includesLevel, type CheckResult } from '../verification/verification.ts';
import type { RetentionPolicy } from './retention-policy.ts';

export interface AnchorContext {
  readonly now: Date;
  /** How long ago an anchor may have been verified before it is verified anew. */
  readonly maxAgeMs: number;
  /** What this run found when it verified backups, by file name. */
  readonly checked?: ReadonlyMap<string, CheckResult> | undefined;
}

/** The backups that retention counts as verified, newest first; none of them is dated in the future. */
export function countingBackups(
  backups: readonly Backup[],
  { now, checked }: Pick<AnchorContext, 'now' | 'checked'>,
): readonly Backup[] {
  return backups
    .filter((backup) => isVerified(backup) && !isDamaged(backup) && !isFuture(backup, now))
    .filter(({ filename }) => ['ok', undefined].includes(checked?.get(filename)))
    .sort(newestFirst);
}

/**
 * The anchors that must be verified before these decisions are carried out, newest first; none where nothing would be
 * removed. Anchors are the backups for whose sake others are removed: the newest verified one, and as many as
 * `keepMin` promises.
 *
 * An anchor need not be verified anew when this run did, or when a verification of it is younger than `maxAgeMs` and its
 * file was not written to since.
 */
export function anchorsToVerify(
  decisions: readonly { readonly backup: Backup; readonly action: 'keep' | 'remove' }[],
  { keepMin }: Pick<RetentionPolicy, 'keepMin'>,
  circumstances: AnchorContext,
): readonly Backup[] {
  if (!decisions.some(({ action }) => action === 'remove')) return [];
  return countingBackups(
    decisions.map(({ backup }) => backup),
    circumstances,
  )
    .slice(0, Math.max(1, keepMin))
    .filter((anchor) => !isRecentlyVerified(anchor, circumstances));
}

function isRecentlyVerified(
  { filename, state, modifiedAt }: Backup,
  { now, maxAgeMs, checked }: AnchorContext,
): boolean {
  if (checked?.has(filename) === true) return true;
  return state.verifications.some(({ at, level, result }) => {
    const ageMs = now.getTime() - at.getTime();
    // What is dated in the future was dated by a wrong clock and says nothing.
    if (result !== 'ok' || !includesLevel(level, 'checksum') || ageMs < 0 || ageMs >= maxAgeMs) return false;
    return modifiedAt === undefined || modifiedAt <= at;
  });
}
