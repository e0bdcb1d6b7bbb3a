import { isManaged, isVerified, manifestOf, newestFirst, type Backup } from '../../domain/backup/backup.ts';
import { damageOf, isDamaged } from '../../domain/backup/damage.ts';
import type { Manifest } from '../../domain/backup/manifest.ts';
import { isSameBackup } from '../../domain/backup/same-backup.ts';
import { retentionOf, type RetentionPolicies } from '../../domain/retention/retention-policy.ts';
import { decideRetention } from '../../domain/retention/retention.ts';
import type { SkippedCopy } from './copies-report.ts';
import type { NamedStore } from './named-store.ts';

/** A copy that can be read. */
export interface CopySource {
  readonly named: NamedStore;
  readonly backup: Backup;
}

export interface PlannedCopy {
  readonly manifest: Manifest;
  readonly target: NamedStore;
  /** Verified ones first; never empty. */
  readonly sources: readonly [CopySource, ...CopySource[]];
  /** What the target lists under this file name: a lost or damaged copy, or something else. */
  readonly present: Backup | undefined;
}

export interface CopyPlan {
  /** Newest first. */
  readonly copies: readonly PlannedCopy[];
  readonly skipped: readonly SkippedCopy[];
}

/** A store with its backups of one database. */
export interface ListedStore {
  readonly named: NamedStore;
  readonly backups: readonly Backup[];
}

/** Whether the listed backup is an undamaged copy of the backup with this manifest. */
export function isGoodCopy(present: Backup, manifest: Manifest): boolean {
  return isSameBackup(present, manifest) && !isDamaged(present);
}

/**
 * Plans the copies that the operator names.
 * @param chosen the backups of the source
 */
export function planNamedCopies(
  chosen: readonly Backup[],
  source: NamedStore,
  { named: target, backups }: ListedStore,
): CopyPlan {
  const copies: PlannedCopy[] = [];
  const skipped: SkippedCopy[] = [];
  for (const backup of [...chosen].sort(newestFirst)) {
    const obstacle = obstacleOf(backup);
    const manifest = manifestOf(backup);
    const present = backups.find(({ filename }) => filename === backup.filename);
    if (obstacle !== undefined || manifest === undefined) {
      skipped.push(skip(backup, target, obstacle ?? DAMAGED_MANIFEST));
    } else if (present !== undefined && isGoodCopy(present, manifest)) {
      skipped.push(skip(backup, target, { rule: 'present', reason: 'the store has it already' }));
    } else {
      copies.push({ manifest, target, present, sources: [{ named: source, backup }] });
    }
  }
  return { copies, skipped };
}

/**
 * Plans the copies that a store lacks: verified backups of the other stores, as far as its own retention would keep
 * them next to what it has. A pause of retention ends, so it does not count.
 */
export function planMissingCopies(
  database: string,
  { named: target, backups }: ListedStore,
  others: readonly ListedStore[],
  { policies, now }: { readonly policies: RetentionPolicies; readonly now: Date },
): CopyPlan {
  const { copies: candidates, skipped } = findMissing({ named: target, backups }, others);
  if (candidates.length === 0) return { copies: [], skipped };
  const names = new Set(candidates.map(({ manifest }) => manifest.filename));
  const together = [
    ...backups.filter(({ filename }) => !names.has(filename)),
    ...candidates.map(({ sources }) => sources[0].backup),
  ];
  const decisions = decideRetention(together, retentionOf(database, policies), { now });
  const removed = new Map(
    decisions.flatMap(({ backup, action, reason }) =>
      action === 'remove' ? [[backup.filename, reason] as const] : [],
    ),
  );
  const unwanted = candidates.flatMap(({ sources: [{ backup }] }) => {
    const reason = removed.get(backup.filename);
    if (reason === undefined) return [];
    return [skip(backup, target, { rule: 'retention', reason: `retention would remove it: ${reason}` })];
  });
  return {
    copies: candidates.filter(({ manifest }) => !removed.has(manifest.filename)),
    skipped: [...skipped, ...unwanted],
  };
}

/** The backups of which the target has no good copy. */
function findMissing({ named: target, backups }: ListedStore, others: readonly ListedStore[]): CopyPlan {
  const present = new Map(backups.map((backup) => [backup.filename, backup]));
  const groups = new Map<string, [CopySource, ...CopySource[]]>();
  for (const { named, backups: theirs } of others) {
    for (const backup of theirs) {
      const group = groups.get(backup.filename);
      if (group === undefined) groups.set(backup.filename, [{ named, backup }]);
      else group.push({ named, backup });
    }
  }
  const copies: PlannedCopy[] = [];
  const skipped: SkippedCopy[] = [];
  const newest = [...groups.values()].sort(([left], [right]) => newestFirst(left.backup, right.backup));
  for (const group of newest) {
    const [first] = group;
    const verified = group.find(({ backup }) => isVerified(backup));
    const manifest = manifestOf((verified ?? first).backup);
    const here = present.get(first.backup.filename);
    if (here !== undefined && (manifest === undefined || isGoodCopy(here, manifest))) continue;
    if (verified === undefined || manifest === undefined) {
      skipped.push(skip(first.backup, target, obstacleOf(first.backup) ?? NOT_VERIFIED));
      continue;
    }
    const rest = group.filter((source) => source !== verified && isGoodCopy(source.backup, manifest));
    const inOrder = [...rest.filter(isVerifiedSource), ...rest.filter((source) => !isVerifiedSource(source))];
    copies.push({ manifest, target, present: here, sources: [verified, ...inOrder] });
  }
  return { copies, skipped };
}

function isVerifiedSource({ backup }: CopySource): boolean {
  return isVerified(backup);
}

type Obstacle = Pick<SkippedCopy, 'rule' | 'reason'>;

const DAMAGED_MANIFEST: Obstacle = { rule: 'damaged', reason: 'its manifest is damaged' };
const NOT_VERIFIED: Obstacle = { rule: 'not_verified', reason: 'it is not verified in any other store' };

/** Why a backup is never copied; `undefined` when it can be. */
function obstacleOf(backup: Backup): Obstacle | undefined {
  if (!isManaged(backup)) return { rule: 'unmanaged', reason: 'another tool made it: adopt it first' };
  if (manifestOf(backup) === undefined) return DAMAGED_MANIFEST;
  const damage = damageOf(backup);
  return damage === undefined ? undefined : { rule: 'damaged', reason: `it is damaged: ${damage}` };
}

function skip(backup: Backup, target: NamedStore, { rule, reason }: Obstacle): SkippedCopy {
  const { filename, database } = backup;
  return { filename, database, store: target.name, rule, reason };
}
