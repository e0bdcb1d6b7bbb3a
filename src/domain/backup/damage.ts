import { isManaged, manifestOf, type Backup } from './backup.ts';

/** The kinds of damage that a backup can have. */
export const DAMAGE_KINDS = ['verification_failed', 'data_missing', 'size_differs'] as const;
export type DamageKind = (typeof DAMAGE_KINDS)[number];

interface Damage {
  /** For programs. */
  readonly kind: DamageKind;
  /** For the operator. */
  readonly words: string;
}

/**
 * Why a backup cannot be relied on, in words; `undefined` where no damage is known. What is known without reading
 * content: the data file is missing while its manifest is there, its size differs from its manifest, or the newest
 * conclusive verification failed. A later verification that is ok ends the last one; an inconclusive one ends nothing.
 */
export function damageOf(backup: Backup): string | undefined {
  return findDamage(backup)?.words;
}

/** The kind of the damage that `damageOf` describes. */
export function damageKindOf(backup: Backup): DamageKind | undefined {
  return findDamage(backup)?.kind;
}

/** True for a backup of ours that is known to be damaged. */
export function isDamaged(backup: Backup): boolean {
  return findDamage(backup) !== undefined;
}

function findDamage(backup: Backup): Damage | undefined {
  if (!isManaged(backup)) return undefined;
  if (backup.isDataMissing === true) return { kind: 'data_missing', words: 'its data file is missing' };
  const manifest = manifestOf(backup);
  if (manifest !== undefined && manifest.storedBytes !== backup.storedBytes) {
    const sizes = `${String(backup.storedBytes)} bytes, its manifest says ${String(manifest.storedBytes)}`;
    return { kind: 'size_differs', words: `its data file has ${sizes}` };
  }
  const newest = backup.state.verifications.findLast(({ result }) => result !== 'inconclusive');
  if (newest?.result !== 'failed') return undefined;
  const words = `the verification of ${newest.at.toISOString()} failed: ${newest.detail}`;
  return { kind: 'verification_failed', words };
}
