import { manifestOf, newestFirst, type Backup } from '../backup/backup.ts';
import { damageOf } from '../backup/damage.ts';
import { countingBackups } from './anchors.ts';
import { historyAgesMs } from './history-age.ts';
import { keepReasons, type RetentionReason } from './keep-reasons.ts';
import { representedBuckets } from './represented-buckets.ts';
import type { RetentionPolicy } from './retention-policy.ts';
import type { RetentionRule } from './retention-rule.ts';
import type { CheckResult } from '../verification/verification.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What becomes of one backup, and why. */
export interface RetentionDecision extends RetentionReason {
  readonly backup: Backup;
  readonly action: 'keep' | 'remove';
}

export interface RetentionContext {
  /** Only tells which backups are dated in the future. */
  readonly now: Date;
  /** Why nothing of this database may be removed now, in words for the operator. */
  readonly frozen?: string | undefined;
  /** What this run found when it verified backups, by file name: all but `ok` does not count as verified. */
  readonly checked?: ReadonlyMap<string, CheckResult> | undefined;
}

/**
 * Decides about all backups of one database, newest first.
 *
 * 1. Never removed: another tool's file, one whose manifest is damaged, pinned, dated in the future, the newest
 *    verified backup, the newest `keepMin` verified ones.
 * 2. Kept: what stands for a bucket (see `representedBuckets`), and what is not older than `keepDays`.
 * 3. Of the verified ones that 2 keeps, as many as are beyond `maxBackupFiles` go: first those that stand for no
 *    bucket, the oldest first, then the others, the oldest first. A pinned backup that was adopted takes no slot: to
 *    adopt a file must not remove another.
 *
 * Unverified backups go by age, once a newer verified one exists; they fill no slot and stand for no bucket.
 *
 * Only a backup whose file has the size on record counts as verified. `anchorsToVerify` says which of them must be
 * verified anew before these decisions are carried out.
 *
 * Age counts back from the newest verified backup, not from `now`: while backups fail (an outage, a corrupt
 * source, a clock that jumped) the history that is there stands still instead of rotating out. Because the newest
 * verified backup always stays, and nothing goes while there is none, no policy can remove everything.
 *
 * @throws RangeError a bucket is asked for, and there is no such time zone
 */
export function decideRetention(
  backups: readonly Backup[],
  policy: RetentionPolicy,
  { now, frozen, checked }: RetentionContext,
): readonly RetentionDecision[] {
  const sorted = [...backups].sort(newestFirst);
  const verified = countingBackups(sorted, { now, checked });
  const untouchable = keepReasons(sorted, verified, policy, now);
  const judge = ruleOfAgeAndBuckets(sorted, verified, policy);
  const ruled = sorted.map((backup) => {
    const grounds = untouchable.get(backup);
    return grounds === undefined ? judge(backup) : keep(backup, grounds.rule, grounds.reason);
  });
  const givingWay = beyondTheCap(ruled, new Set(verified), untouchable, policy);
  return ruled
    .map((decision) => givingWay.get(decision.backup) ?? decision)
    .map((decision) => (frozen === undefined ? decision : freeze(decision, frozen)));
}

/** What a bucket keeps names it: the cap asks. */
interface Ruling extends RetentionDecision {
  readonly buckets?: readonly string[];
}

/** What buckets and age say of a backup that may go at all. */
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
  return damage === undefined ? 'not verified' : `damaged: ${damage}`;
}

/** Those that have to go because there are too many. */
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
      const loss = buckets === undefined ? '' : `, which leaves no room for ${buckets.join(', ')}`;
      return [backup, remove(backup, 'over_cap', `${cap}${loss}`)];
    }),
  );
}

function isPinnedAdopted(backup: Backup): boolean {
  return backup.state.pinned && manifestOf(backup)?.adopted === true;
}

function freeze(decision: RetentionDecision, frozen: string): RetentionDecision {
  if (decision.action === 'keep') return decision;
  return keep(decision.backup, 'frozen', `retention is frozen: ${frozen}`);
}

function keep(backup: Backup, rule: RetentionRule, reason: string): RetentionDecision {
  return { backup, action: 'keep', rule, reason };
}

function remove(backup: Backup, rule: RetentionRule, reason: string): RetentionDecision {
  return { backup, action: 'remove', rule, reason };
}
