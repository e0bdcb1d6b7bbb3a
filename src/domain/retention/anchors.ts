import { isVerified, newestFirst, type Backup } from '../backup/backup.ts';
import { closureOf, withClosures } from '../backup/chain.ts';
import { isDamaged } from '../backup/damage.ts';
import { isFuture } from '../backup/future-dated.ts';
import { includesLevel, type CheckResult } from '../verification/verification.ts';
import type { RetentionPolicy } from './retention-policy.ts';

export interface AnchorContext {
  readonly now: Date;
  /** An anchor verified longer ago is verified again. */
  readonly maxAgeMs: number;
  /** Results of the verifications in this run, by file name. */
  readonly checked?: ReadonlyMap<string, CheckResult> | undefined;
}

/**
 * The backups that count as verified for retention, newest first; none is future-dated. A delta counts only with all
 * backups that it depends on.
 */
export function countingBackups(
  backups: readonly Backup[],
  { now, checked }: Pick<AnchorContext, 'now' | 'checked'>,
): readonly Backup[] {
  const rejected = rejectedOf(backups, checked);
  return backups
    .filter((backup) => isVerified(backup) && !isDamaged(backup) && !isFuture(backup, now))
    .filter(({ filename }) => !rejected.has(filename))
    .sort(newestFirst);
}

/** File names of the backups that this run could not verify, with those above them. */
function rejectedOf(
  backups: readonly Backup[],
  checked: ReadonlyMap<string, CheckResult> | undefined,
): ReadonlySet<string> {
  const rejected = new Set<string>();
  if (checked === undefined || checked.size === 0) return rejected;
  for (const { filename, base } of withClosures(backups).values()) {
    const isOk = ['ok', undefined].includes(checked.get(filename));
    const isBaseRejected = base?.parent !== undefined && rejected.has(base.parent.filename);
    if (!isOk || isBaseRejected) rejected.add(filename);
  }
  return rejected;
}

/**
 * The backups to verify before these decisions are carried out; none when nothing would be removed. Anchors are the
 * newest verified backup and the `keepMin` newest verified ones, each with all backups that it depends on. The newest
 * anchor comes first, and before a delta its parent: without that it does not count.
 * A backup is skipped when this run verified it, or when a verification younger than `maxAgeMs` exists and
 * its file was not written to since.
 */
export function anchorsToVerify(
  decisions: readonly { readonly backup: Backup; readonly action: 'keep' | 'remove' }[],
  { keepMin }: Pick<RetentionPolicy, 'keepMin'>,
  circumstances: AnchorContext,
): readonly Backup[] {
  if (!decisions.some(({ action }) => action === 'remove')) return [];
  const anchors = countingBackups(
    decisions.map(({ backup }) => backup),
    circumstances,
  ).slice(0, Math.max(1, keepMin));
  return [...new Set(anchors.flatMap(closureOf))].filter(
    (backup) => !isRecentlyVerified(backup, circumstances),
  );
}

function isRecentlyVerified(
  { filename, state, modifiedAt }: Backup,
  { now, maxAgeMs, checked }: AnchorContext,
): boolean {
  if (checked?.has(filename) === true) return true;
  return state.verifications.some(({ at, level, result }) => {
    const ageMs = now.getTime() - at.getTime();
    // A future-dated verification comes from a wrong clock and does not count.
    if (result !== 'ok' || !includesLevel(level, 'checksum') || ageMs < 0 || ageMs >= maxAgeMs) return false;
    return modifiedAt === undefined || modifiedAt <= at;
  });
}
