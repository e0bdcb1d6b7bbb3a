import { HOUR_MS } from '../units.ts';
import { manifestOf, typeOf, type Backup } from './backup.ts';
import type { BackupType } from './backup-type.ts';
import { isDamaged } from './damage.ts';
import type { IncrementalPolicy } from './incremental-policy.ts';

/** Digests of the stored files whose pages are known here. */
export interface KnownPages {
  readonly full?: string | undefined;
  /** Of the last backup of any type. */
  readonly last?: string | undefined;
}

export interface ChosenType {
  readonly type: BackupType;
  /** Only of a delta: the backup whose pages it replaces. */
  readonly parent?: Backup;
  /** Of the chain that a delta belongs to. */
  readonly full?: Backup;
  /** For the operator. */
  readonly reason: string;
}

/**
 * Chooses the type of the next backup: the requested one, else by the age of the last full and the last diff. Where no
 * delta is possible it is a full. Ages only decide when: a parent is always found by its digest.
 *
 * @param backups of the database in the first store that answers, as `linkChains` returns them
 */
export function chooseType(
  requested: BackupType | undefined,
  backups: readonly Backup[],
  known: KnownPages,
  policy: IncrementalPolicy,
  now: Date,
): ChosenType {
  if (requested === 'full') return { type: 'full', reason: 'a full was requested' };
  if (requested === undefined && policy.fullIntervalMs === 0)
    return { type: 'full', reason: 'every backup is a full (full_interval_hours 0)' };
  const full = usable(backups, known.full);
  if (full === undefined || typeOf(full) !== 'full' || manifestOf(full)?.chain === undefined)
    return { type: 'full', reason: `${requestedText(requested)}${lackOfFull(backups)}` };
  const ageMs = now.getTime() - full.createdAt.getTime();
  if (requested === undefined && (ageMs >= policy.fullIntervalMs || ageMs < 0))
    return { type: 'full', reason: fullIsDue(ageMs, policy) };
  const incr = requested === 'diff' ? undefined : chooseIncr(requested, full, backups, known, policy, now);
  if (incr !== undefined) return incr;
  const reason = requested === 'diff' ? 'a diff was requested' : diffReason(full, backups, policy, now);
  return { type: 'diff', parent: full, full, reason: `${reason}; changes since ${full.filename}` };
}

function chooseIncr(
  requested: BackupType | undefined,
  full: Backup,
  backups: readonly Backup[],
  known: KnownPages,
  policy: IncrementalPolicy,
  now: Date,
): ChosenType | undefined {
  if (requested === undefined && isDiffDue(full, backups, policy, now)) return undefined;
  const last = usable(backups, known.last);
  if (last === undefined || manifestOf(last)?.chain !== manifestOf(full)?.chain) return undefined;
  return { type: 'incr', parent: last, full, reason: `${requestedText(requested)}changes since ${last.filename}` };
}

function lackOfFull(backups: readonly Backup[]): string {
  const hasFull = backups.some((backup) => manifestOf(backup) !== undefined && typeOf(backup) === 'full');
  return hasFull ? 'the pages of no usable full are known here' : 'there is no full yet';
}

/** The backup with these pages, if a delta can depend on it. */
function usable(backups: readonly Backup[], storedSha256: string | undefined): Backup | undefined {
  if (storedSha256 === undefined) return undefined;
  const found = backups.find((backup) => manifestOf(backup)?.storedSha256 === storedSha256);
  return found === undefined || isDamaged(found) ? undefined : found;
}

function isDiffDue(
  full: Backup,
  backups: readonly Backup[],
  { diffIntervalMs }: IncrementalPolicy,
  now: Date,
): boolean {
  const { chain } = manifestOf(full) ?? {};
  const bases = backups.filter(
    (backup) =>
      manifestOf(backup)?.chain === chain && typeOf(backup) !== 'incr' && !isDamaged(backup),
  );
  return bases.every(({ createdAt }) => {
    const ageMs = now.getTime() - createdAt.getTime();
    return ageMs >= diffIntervalMs || ageMs < 0;
  });
}

function diffReason(
  full: Backup,
  backups: readonly Backup[],
  policy: IncrementalPolicy,
  now: Date,
): string {
  return isDiffDue(full, backups, policy, now)
    ? `a diff is due (diff_interval_hours ${hours(policy.diffIntervalMs)})`
    : 'the pages of the last backup are not known here';
}

function fullIsDue(ageMs: number, { fullIntervalMs }: IncrementalPolicy): string {
  return ageMs < 0
    ? 'the last full is dated in the future'
    : `the last full is ${hours(ageMs)} h old (full_interval_hours ${hours(fullIntervalMs)})`;
}

function requestedText(requested: BackupType | undefined): string {
  return requested === undefined ? '' : `${requested} was requested; `;
}

function hours(ms: number): string {
  return String(Math.floor((ms / HOUR_MS) * 10) / 10);
}
