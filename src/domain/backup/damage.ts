import { isManaged, manifestOf, type Backup } from './backup.ts';

export const DAMAGE_KINDS = ['verification_failed', 'data_missing', 'size_differs'] as const;
export type DamageKind = (typeof DAMAGE_KINDS)[number];

interface Damage {
  readonly kind: DamageKind;
  readonly text: string;
}

/**
 * Why a backup is damaged; `undefined` where no damage is known. No content is read: the data file is
 * missing, its size differs from the manifest, or the newest conclusive verification failed.
 */
export function damageOf(backup: Backup): string | undefined {
  return findDamage(backup)?.text;
}

export function damageKindOf(backup: Backup): DamageKind | undefined {
  return findDamage(backup)?.kind;
}

export function isDamaged(backup: Backup): boolean {
  return findDamage(backup) !== undefined;
}

function findDamage(backup: Backup): Damage | undefined {
  if (!isManaged(backup)) return undefined;
  if (backup.isDataMissing === true) return { kind: 'data_missing', text: 'its data file is missing' };
  const manifest = manifestOf(backup);
  if (manifest !== undefined && manifest.storedBytes !== backup.storedBytes) {
    const sizes = `${String(backup.storedBytes)} bytes, its manifest says ${String(manifest.storedBytes)}`;
    return { kind: 'size_differs', text: `its data file has ${sizes}` };
  }
  const newest = backup.state.verifications.findLast(({ result }) => result !== 'inconclusive');
  if (newest?.result !== 'failed') return undefined;
  const text = `the verification of ${newest.at.toISOString()} failed: ${newest.detail}`;
  return { kind: 'verification_failed', text };
}
