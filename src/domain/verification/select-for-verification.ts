import { isManaged, newestFirst, type Backup } from '../backup/backup.ts';
import { datedByNow } from '../backup/future-dated.ts';
import { groupByDatabase } from '../backup/group-by-database.ts';
import { includesLevel, type VerificationLevel } from './verification.ts';

export type VerificationSelection =
  | { readonly kind: 'newest' }
  | { readonly kind: 'oldest-unproved' }
  /** At least one whole percent. */
  | { readonly kind: 'sample'; readonly percent: number };

export interface SelectionContext {
  readonly now: Date;
  /** Only verifications of at least this level count. */
  readonly level: VerificationLevel;
  /** Decides between backups last verified at the same time; in [0, 1). */
  readonly random: () => number;
}

/** `newest`, `oldest-unproved`, or `sample:N` for N percent, 1 to 100; `undefined` for any other text. */
export function parseSelection(text: string): VerificationSelection | undefined {
  if (text === 'newest' || text === 'oldest-unproved') return { kind: text };
  const percent = Number(/^sample:(\d{1,3})$/.exec(text)?.[1]);
  return percent >= 1 && percent <= 100 ? { kind: 'sample', percent } : undefined;
}

/**
 * The backups to verify now, chosen for each database, newest first. Other tools' files are excluded: they
 * have no records and would be chosen for ever.
 * `newest` takes the newest that is not future-dated, as a restore would; if all are future-dated, the newest
 * of them.
 * `oldest-unproved` takes the backup verified longest ago, `sample` the N percent verified longest ago,
 * rounded up: n backups are covered within n runs, or within ceil(100 / N) runs. Inconclusive verifications
 * count too, or a backup that can never be verified here would block all others.
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
    .map((backup) => ({ backup, lookedAt: lastVerifiedMs(backup, context), lot: context.random() }))
    .sort((left, right) => left.lookedAt - right.lookedAt || left.lot - right.lot)
    .slice(0, count)
    .map(({ backup }) => backup);
}

/** Future-dated verifications come from a wrong clock and do not count. */
function lastVerifiedMs({ state }: Backup, { now, level }: SelectionContext): number {
  const times = state.verifications
    .filter((one) => includesLevel(one.level, level) && one.at <= now)
    .map(({ at }) => at.getTime());
  return times.reduce((latest, ms) => Math.max(latest, ms), Number.NEGATIVE_INFINITY);
}
