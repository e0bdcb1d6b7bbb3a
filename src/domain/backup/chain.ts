import { isFileVerified, manifestOf, type Backup, type ChainBase } from './backup.ts';
import { fileDamageOf } from './damage.ts';
import type { Manifest } from './manifest.ts';

/**
 * Gives each delta the backups below it. A parent is found by its name, never by its time, and must be the very file on
 * record: same chain, same digest.
 * @param backups of one store, with all backups of their databases
 */
export function linkChains(backups: readonly Backup[]): readonly Backup[] {
  if (!backups.some((backup) => manifestOf(backup)?.parent !== undefined)) return backups;
  const byName = new Map(backups.map((backup) => [backup.filename, backup]));
  const linked = new Map<Backup, Backup>();
  return backups.map(link);

  /** Without recursion: a chain may be long. */
  function link(backup: Backup): Backup {
    const path: Backup[] = [];
    const onPath = new Set<Backup>();
    let next: Backup | undefined = backup;
    while (next !== undefined && !linked.has(next) && !onPath.has(next)) {
      path.push(next);
      onPath.add(next);
      next = parentIn(byName, next);
    }
    for (const each of path.reverse()) linked.set(each, withBase(each));
    return linked.get(backup) ?? backup;
  }

  function withBase(backup: Backup): Backup {
    const manifest = manifestOf(backup);
    if (manifest?.parent === undefined) return backup;
    const found = parentIn(byName, backup);
    // A parent that is not linked yet depends on this backup itself.
    return { ...backup, base: baseOf(manifest, manifest.parent.filename, found && linked.get(found)) };
  }
}

function parentIn(byName: ReadonlyMap<string, Backup>, backup: Backup): Backup | undefined {
  const parent = manifestOf(backup)?.parent;
  return parent && byName.get(parent.filename);
}

function baseOf(child: Manifest, name: string, parent: Backup | undefined): ChainBase {
  const broken = (problem: string): ChainBase => ({ parent: undefined, problem, isVerified: false });
  if (parent === undefined) return broken(`its parent ${name} is missing`);
  const manifest = manifestOf(parent);
  if (manifest === undefined) return broken(`the manifest of its parent ${name} is damaged`);
  if (manifest.chain !== child.chain || manifest.storedSha256 !== child.parent?.storedSha256)
    return broken(`its parent ${name} is another backup than the one it was made for`);
  const damage = fileDamageOf(parent);
  const problem = damage === undefined ? parent.base?.problem : `its parent ${name} is damaged: ${damage}`;
  const isVerified = isFileVerified(parent) && (parent.base?.isVerified ?? manifest.type === undefined);
  return { parent, problem, isVerified: isVerified && problem === undefined };
}

/**
 * All backups that a restore reads: the full first, the backup itself last.
 * Where a parent is missing, the list begins with the oldest backup that is there.
 */
export function closureOf(backup: Backup): readonly [...Backup[], Backup] {
  const below: Backup[] = [];
  for (let each = backup.base?.parent; each !== undefined; each = each.base?.parent) below.push(each);
  return [...below.reverse(), backup];
}

/** The backups with all that are below them, by file name; each follows the ones below it. */
export function withClosures(backups: Iterable<Backup>): ReadonlyMap<string, Backup> {
  const found = new Map<string, Backup>();
  for (const backup of backups) {
    const path: Backup[] = [];
    for (
      let each: Backup | undefined = backup;
      each !== undefined && !found.has(each.filename);
      each = each.base?.parent
    )
      path.push(each);
    for (const each of path.reverse()) found.set(each.filename, each);
  }
  return found;
}
