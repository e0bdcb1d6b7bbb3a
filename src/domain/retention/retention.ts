import { isFileVerified, manifestOf, newestFirst, type Backup } from '../backup/backup.ts';
import { damageOf } from '../backup/damage.ts';
import { countingBackups } from './anchors.ts';
import { historyAgesMs } from './history-age.ts';
import { keepBases } from './keep-bases.ts';
import { keepReasons } from './keep-reasons.ts';
import { representedBuckets } from './represented-buckets.ts';
import { keep, remove, type RetentionDecision } from './retention-decision.ts';
import type { RetentionPolicy } from './retention-policy.ts';
import type { CheckResult } from '../verification/verification.ts';
import { DAY_MS } from '../units.ts';

export interface RetentionContext {
  /** Decides only which backups are future-dated. */
  readonly now: Date;
  /** Why retention of this database is paused, for the operator. */
  readonly pausedReason?: string | undefined;
  /** Results of the verifications in this run, by file name: any result but `ok` counts as unverified. */
  readonly checked?: ReadonlyMap<string, CheckResult> | undefined;
}

/**
 * Decides about all backups of one database, newest first.
 * 1. Never removed: another tool's file, a damaged manifest, pinned, future-dated, the newest verified
 * backup, the newest `keepMin` verified ones.
 * 2. Kept: backups that represent a bucket (see `representedBuckets`) or are not older than `keepDays`.
 * 3. Verified ones kept by 2 beyond `maxBackupFiles` are removed: first those without a bucket, oldest first,
 * then the others, oldest first. A pinned adopted backup takes no slot: adopting a file must not remove
 * another.
 * 4. A kept backup keeps those that it depends on: what 2 and 3 would remove of them stays, and takes no slot.
 * Unverified backups are removed by age once a newer verified one exists; they take no slot and represent no
 * bucket. A backup counts as verified only while its file has the recorded size, and a delta only with all backups
 * that it depends on. `anchorsToVerify` says which must be verified again first.
 * Age counts back from the newest verified backup, not from `now`: while backups fail, existing ones are
 * kept. The newest verified backup always stays and nothing is removed without one, so no policy can remove
 * everything.
 * @param backups linked by `linkChains`; a list of copies from several stores is linked again
 * @throws RangeError a bucket is needed and the time zone does not exist
 */
export function decideRetention(
  backups: readonly Backup[],
  policy: RetentionPolicy,
  { now, pausedReason, checked }: RetentionContext,
): readonly RetentionDecision[] {
  const sorted = [...backups].sort(newestFirst);
  const verified = countingBackups(sorted, { now, checked });
  const untouchable = keepReasons(sorted, verified, policy, now);
  const decide = ruleOfAgeAndBuckets(sorted, verified, policy);
  const ruled = sorted.map((backup) => {
    const grounds = untouchable.get(backup);
    return grounds === undefined ? decide(backup) : keep(backup, grounds.rule, grounds.reason);
  });
  const givingWay = beyondTheCap(ruled, new Set(verified), untouchable, policy);
  const decided = keepBases(ruled.map((decision) => givingWay.get(decision.backup) ?? decision));
  return pausedReason === undefined ? decided : decided.map((decision) => pause(decision, pausedReason));
}

/** With the buckets that the cap names in its reason. */
interface Ruling extends RetentionDecision {
  readonly buckets?: readonly string[];
}

/** The decision by buckets and age for a backup that may be removed. */
function ruleOfAgeAndBuckets(
  sorted: readonly Backup[],
  verified: readonly Backup[],
  policy: RetentionPolicy,
): (backup: Backup) => Ruling {
  const [anchor] = verified;
  if (anchor === undefined) {
    const reason = 'no verified backup exists: nothing is removed until one does';
    return (backup) => keep(backup, 'no_verified', reason);
  }
  const represented = representedBuckets(verified, policy);
  const verifiedOnes = new Set(verified);
  const ages = historyAgesMs(sorted.slice(sorted.indexOf(anchor)), verifiedOnes);
  const days = `keep_days (${String(policy.keepDays)})`;
  return (backup) => {
    const buckets = represented.get(backup);
    if (buckets !== undefined) return { ...keep(backup, 'bucket', buckets.join(', ')), buckets };
    const unverified = verifiedOnes.has(backup) ? '' : `${lackOf(backup)}; `;
    const ageMs = ages.get(backup);
    if (ageMs === undefined) {
      return keep(backup, 'no_newer_verified', `${unverified}no newer verified backup exists`);
    }
    if (ageMs > policy.keepDays * DAY_MS) {
      return remove(backup, 'too_old', `${unverified}older than ${days} before the newest verified backup`);
    }
    const gapMs = anchor.createdAt.getTime() - backup.createdAt.getTime() - ageMs;
    const gap = gapMs > 0 ? '; a gap of more than a year does not count' : '';
    return keep(backup, 'within_days', `${unverified}within ${days} of the newest verified backup${gap}`);
  };
}

/** Why a backup does not count as verified. */
function lackOf(backup: Backup): string {
  const damage = damageOf(backup);
  if (damage !== undefined) return `damaged: ${damage}`;
  const isBaseUnverified = isFileVerified(backup) && backup.base?.isVerified === false;
  return isBaseUnverified ? 'a backup that it depends on is not verified' : 'not verified';
}

/** The backups above the cap. */
function beyondTheCap(
  ruled: readonly Ruling[],
  verified: ReadonlySet<Backup>,
  untouchable: ReadonlyMap<Backup, unknown>,
  { maxBackupFiles }: RetentionPolicy,
): ReadonlyMap<Backup, RetentionDecision> {
  const counted = ruled.filter(
    ({ backup, action }) => action === 'keep' && verified.has(backup) && !isPinnedAdopted(backup),
  );
  const excess = Math.max(0, counted.length - maxBackupFiles);
  const oldestFirst = counted.filter(({ backup }) => !untouchable.has(backup)).reverse();
  const inOrder = [
    ...oldestFirst.filter(({ buckets }) => buckets === undefined),
    ...oldestFirst.filter(({ buckets }) => buckets !== undefined),
  ];
  const cap = `beyond max_backup_files (${String(maxBackupFiles)})`;
  return new Map(
    inOrder.slice(0, excess).map(({ backup, buckets }) => {
      const loss = buckets === undefined ? '' : `, which has no slot for ${buckets.join(', ')}`;
      return [backup, remove(backup, 'over_cap', `${cap}${loss}`)];
    }),
  );
}

function isPinnedAdopted(backup: Backup): boolean {
  return backup.state.pinned && manifestOf(backup)?.adopted === true;
}

function pause(decision: RetentionDecision, pausedReason: string): RetentionDecision {
  if (decision.action === 'keep') return decision;
  return keep(decision.backup, 'frozen', `retention is paused: ${pausedReason}`);
}
