import { isManaged, newestFirst, type Backup } from '../backup/backup.ts';
import { datedByNow } from '../backup/future-dated.ts';
import { groupByDatabase } from '../backup/group-by-database.ts';
import { includesLevel, type VerificationLevel } from './verification.ts';

/** Which backups of each database are verified in one run of a schedule. */
export type VerificationSelection =
  | { readonly kind: 'newest' }
  | { readonly kind: 'oldest-unproved' }
  /** At least one whole percent. */
  | { readonly kind: 'sample'; readonly percent: number };

export interface SelectionContext {
  readonly now: Date;
  /** Only a verification of at least this level counts as having been looked at. */
  readonly level: VerificationLevel;
  /** Decides between backups that were looked at equally long ago; in [0, 1). */
  readonly random: () => number;
}

/**
 * The selection that a text names: `newest`, `oldest-unproved`, or `sample:N` for N percent, 1 to 100;
 * `undefined` when it names none.
 */
export function parseSelection(text: string): VerificationSelection | undefined {
  if (text === 'newest' || text === 'oldest-unproved') return { kind: text };
  const percent = Number(/^sample:(\d{1,3})$/.exec(text)?.[1]);
  return percent >= 1 && percent <= 100 ? { kind: 'sample', percent } : undefined;
}

/**
 * The backups to verify now, those of each database chosen by themselves, newest first. Another tool's files are left
 * out: nothing is on record about them, so that they would be chosen for ever.
 *
 * `newest` takes the newest that is not dated in the future, as a restore would; where every backup is, the newest of
 * them: a verification that comes too often harms nothing.
 *
 * `oldest-unproved` takes the backup that was looked at longest ago, `sample` the longest unlooked-at N percent,
 * rounded up: of n backups every one has its turn within n runs, and within ceil(100 / N) runs. What was looked at
 * without a conclusion counts too, lest a backup that can never be proved here keeps all others from their turn.
 */
export function selectForVerification(
  backups: readonly Backup[],
  selection: VerificationSelection,
  context: SelectionContext,
): readonly Backup[] {
  return [...groupByDatabase(backups.filter(isManaged)).values()]
    .flatMap((ofOneDatabase) => selectAmong(ofOneDatabase, selection, context))
    .sort(newestFirst);
}

function selectAmong(
  backups: readonly Backup[],
  selection: VerificationSelection,
  context: SelectionContext,
): readonly Backup[] {
  if (selection.kind === 'newest') {
    const dated = datedByNow(backups, context.now);
    return (dated.length > 0 ? dated : [...backups].sort(newestFirst)).slice(0, 1);
  }
  const percent = selection.kind === 'sample' ? selection.percent : 0;
  const count = Math.max(1, Math.ceil((backups.length * percent) / 100));
  return backups
    .map((backup) => ({ backup, lookedAt: lastLookedAt(backup, context), lot: context.random() }))
    .sort((left, right) => left.lookedAt - right.lookedAt || left.lot - right.lot)
    .slice(0, count)
    .map(({ backup }) => backup);
}

/** Milliseconds since the epoch; what is dated in the future was dated by a wrong clock and says nothing. */
function lastLookedAt({ state }: Backup, { now, level }: SelectionContext): number {
  const moments = state.verifications
    .filter((one) => includesLevel(one.level, level) && one.at <= now)
    .map(({ at }) => at.getTime());
  return moments.reduce((latest, moment) => Math.max(latest, moment), Number.NEGATIVE_INFINITY);
}
