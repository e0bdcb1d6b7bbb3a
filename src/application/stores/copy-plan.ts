import {
  isFileVerified,
  isManaged,
  isVerified,
  manifestOf,
  newestFirst,
  type Backup,
} from '../../domain/backup/backup.ts';
import { closureOf, linkChains, withClosures } from '../../domain/backup/chain.ts';
import { damageKindOf, damageOf, fileDamageOf, isDamaged } from '../../domain/backup/damage.ts';
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

interface Candidate {
  readonly manifest: Manifest;
  readonly target: NamedStore;
  /** Those with a verified file first; never empty. */
  readonly sources: readonly [CopySource, ...CopySource[]];
  /** What the target lists under this file name: a lost or damaged copy, or something else. */
  readonly present: Backup | undefined;
}

export interface PlannedCopy extends Candidate {
  /** File names of the backups below a delta that are copied before it, the full first. */
  readonly below: readonly string[];
}

interface Candidates {
  readonly copies: readonly Candidate[];
  readonly skipped: readonly SkippedCopy[];
}

export interface CopyPlan {
  /** Newest first, but the backups below a delta before it. */
  readonly copies: readonly PlannedCopy[];
  readonly skipped: readonly SkippedCopy[];
}

/** A store with its backups of one database. */
export interface ListedStore {
  readonly named: NamedStore;
  readonly backups: readonly Backup[];
}

/**
 * Whether the listed backup is an undamaged copy of the backup with this manifest. Its own file alone counts: a missing
 * parent is added, the file is not replaced.
 */
export function isGoodCopy(present: Backup, manifest: Manifest): boolean {
  return isSameBackup(present, manifest) && fileDamageOf(present) === undefined;
}

/**
 * Plans the copies that the operator names, and of a delta also those of the backups below it.
 * @param chosen the backups of the source, as it lists them
 */
export function planNamedCopies(
  chosen: readonly Backup[],
  source: NamedStore,
  { named: target, backups }: ListedStore,
): CopyPlan {
  const copies: Candidate[] = [];
  const skipped: SkippedCopy[] = [];
  const possible: Backup[] = [];
  for (const backup of [...chosen].sort(newestFirst)) {
    const obstacle = obstacleOf(backup);
    if (obstacle === undefined) possible.push(backup);
    else skipped.push(skip(backup, target, obstacle));
  }
  const named = new Set(possible.map(({ filename }) => filename));
  const present = byName(backups);
  const wanted = withClosures(possible);
  for (const backup of wanted.values()) {
    const manifest = manifestOf(backup);
    const here = present.get(backup.filename);
    if (manifest === undefined) continue;
    if (here === undefined || !isGoodCopy(here, manifest))
      copies.push({ manifest, target, present: here, sources: [{ named: source, backup }] });
    else if (named.has(backup.filename)) skipped.push(skip(backup, target, PRESENT));
  }
  return { copies: withBelow(copies, wanted), skipped };
}

/**
 * Plans the copies that a store lacks: verified backups of the other stores, as far as its own retention would keep
 * them next to what it has, with all backups below them. A pause of retention ends, so it does not count.
 */
export function planMissingCopies(
  database: string,
  target: ListedStore,
  others: readonly ListedStore[],
  { policies, now }: { readonly policies: RetentionPolicies; readonly now: Date },
): CopyPlan {
  const missing = findMissing(target, others);
  if (missing.copies.length === 0) return { copies: [], skipped: missing.skipped };
  const { copies: candidates, skipped } = withoutBroken(missing, target);
  const together = mergeWith(target.backups, candidates);
  const decisions = decideRetention(together, retentionOf(database, policies), { now });
  const kept = decisions.flatMap(({ backup, action }) => (action === 'keep' ? [backup] : []));
  const wanted = withClosures(kept);
  const candidateOf = new Map(candidates.map((copy) => [copy.manifest.filename, copy]));
  const unwanted = decisions.flatMap(({ backup, reason }) => {
    if (!candidateOf.has(backup.filename) || wanted.has(backup.filename)) return [];
    return [
      skip(backup, target.named, { rule: 'retention', reason: `retention would remove it: ${reason}` }),
    ];
  });
  const copies = [...wanted.keys()].flatMap((filename) => candidateOf.get(filename) ?? []);
  return { copies: withBelow(copies, wanted), skipped: [...skipped, ...unwanted] };
}

/** @param linked by file name, as they will be in the target */
function withBelow(
  copies: readonly Candidate[],
  linked: ReadonlyMap<string, Backup>,
): readonly PlannedCopy[] {
  const names = new Set(copies.map(({ manifest }) => manifest.filename));
  return copies.map((copy) => {
    const backup = linked.get(copy.manifest.filename);
    const closure = backup === undefined ? [] : closureOf(backup).slice(0, -1);
    return { ...copy, below: closure.map(({ filename }) => filename).filter((name) => names.has(name)) };
  });
}

/**
 * The backups that a store would have, with their chains: a parent may come from another store than its child. Something
 * else under the name of a copy stays.
 */
function mergeWith(backups: readonly Backup[], copies: readonly Candidate[]): readonly Backup[] {
  const placed = copies.filter((copy) => !isRefused(copy));
  const names = new Set(placed.map(({ manifest }) => manifest.filename));
  return linkChains([
    ...backups.filter(({ filename }) => !names.has(filename)),
    ...placed.map(({ sources }) => sources[0].backup),
  ]);
}

/** The copy fails: a store does not replace another file. */
function isRefused({ present, manifest }: Candidate): boolean {
  return present !== undefined && !isSameBackup(present, manifest);
}

/** Skips the deltas that could not be restored in the target, or whose base is not verified. */
function withoutBroken({ copies, skipped }: Candidates, { named: target, backups }: ListedStore): Candidates {
  const together = byName(mergeWith(backups, copies));
  const obstacles = new Map(
    copies.flatMap((copy) => {
      const obstacle = obstacleOfBase(copy, together.get(copy.manifest.filename));
      return obstacle === undefined ? [] : [[copy, obstacle] as const];
    }),
  );
  return {
    copies: copies.filter((copy) => !obstacles.has(copy)),
    skipped: [
      ...skipped,
      ...[...obstacles].map(([{ sources }, obstacle]) => skip(sources[0].backup, target, obstacle)),
    ],
  };
}

/** @param merged the copy as it would be in the target */
function obstacleOfBase(copy: Candidate, merged: Backup | undefined): Obstacle | undefined {
  if (isRefused(copy)) return undefined;
  const { sources } = copy;
  const isVerifiedThere = sources.some(({ backup }) => isVerified(backup));
  const damage = merged && damageOf(merged);
  if (damage === undefined)
    return isVerifiedThere || (merged && isVerified(merged)) ? undefined : BASE_NOT_VERIFIED;
  if (isVerifiedThere)
    return { rule: 'damaged', reason: `it could not be restored from this store: ${damage}` };
  const isWhole = sources.some(({ backup }) => !isDamaged(backup));
  return (isWhole ? undefined : obstacleOf(sources[0].backup)) ?? BASE_NOT_VERIFIED;
}

/** The backups of which the target has no good copy. */
function findMissing({ named: target, backups }: ListedStore, others: readonly ListedStore[]): Candidates {
  const present = byName(backups);
  const groups = new Map<string, [CopySource, ...CopySource[]]>();
  for (const { named, backups: theirs } of others) {
    for (const backup of theirs) {
      const group = groups.get(backup.filename);
      if (group === undefined) groups.set(backup.filename, [{ named, backup }]);
      else group.push({ named, backup });
    }
  }
  const copies: Candidate[] = [];
  const skipped: SkippedCopy[] = [];
  const newest = [...groups.values()].sort(([left], [right]) => newestFirst(left.backup, right.backup));
  for (const group of newest) {
    const [first] = group;
    const verified = group.find(isVerifiedSource);
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
  return isFileVerified(backup);
}

function byName(backups: readonly Backup[]): ReadonlyMap<string, Backup> {
  return new Map(backups.map((backup) => [backup.filename, backup]));
}

type Obstacle = Pick<SkippedCopy, 'rule' | 'reason'>;

const PRESENT: Obstacle = { rule: 'present', reason: 'the store has it already' };
const DAMAGED_MANIFEST: Obstacle = { rule: 'damaged', reason: 'its manifest is damaged' };
const NOT_VERIFIED: Obstacle = { rule: 'not_verified', reason: 'it is not verified in any other store' };
const BASE_NOT_VERIFIED: Obstacle = {
  rule: 'not_verified',
  reason: 'a backup below it is not verified in any other store',
};

/** Why a backup is never copied; `undefined` when it can be. */
function obstacleOf(backup: Backup): Obstacle | undefined {
  if (!isManaged(backup)) return { rule: 'unmanaged', reason: 'another tool made it: adopt it first' };
  if (manifestOf(backup) === undefined) return DAMAGED_MANIFEST;
  const damage = damageOf(backup);
  if (damage === undefined) return undefined;
  const what = damageKindOf(backup) === 'not_restorable' ? 'cannot be restored' : 'is damaged';
  return { rule: 'damaged', reason: `it ${what}: ${damage}` };
}

function skip(backup: Backup, target: NamedStore, { rule, reason }: Obstacle): SkippedCopy {
  const { filename, database } = backup;
  return { filename, database, store: target.name, rule, reason };
}
