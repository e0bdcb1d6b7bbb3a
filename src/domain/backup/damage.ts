import { parseBackupName } from './backup-name.ts';
import { isManaged, manifestOf, typeOf, type Backup } from './backup.ts';

export const DAMAGE_KINDS = ['verification_failed', 'data_missing', 'size_differs', 'not_restorable'] as const;
export type DamageKind = (typeof DAMAGE_KINDS)[number];

interface Damage {
  readonly kind: DamageKind;
  readonly text: string;
}

/**
 * Why a backup is damaged; `undefined` where no damage is known. No content is read: the data file is
 * missing, its size differs from the manifest, the newest conclusive verification failed, or a backup below a delta is
 * missing or damaged.
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

/**
 * True where a restore by name would begin: the data file and every backup below it are there, and nothing known is
 * wrong with them. Another tool's file counts too, without a check.
 */
export function isRestorable(backup: Backup): boolean {
  if (backup.isDataMissing === true || backup.record.condition === 'damaged' || isDamaged(backup)) return false;
  // Without its manifest a delta has no parent.
  if (backup.record.condition === 'missing') return parseBackupName(backup.filename)?.isDelta !== true;
  return typeOf(backup) === 'full' || backup.base !== undefined;
}

function findDamage(backup: Backup): Damage | undefined {
  return findOwnDamage(backup) ?? findBaseDamage(backup);
}

function findBaseDamage({ base }: Backup): Damage | undefined {
  return base?.problem === undefined ? undefined : { kind: 'not_restorable', text: base.problem };
}

/** As `damageOf`, of the backup's own file alone. */
export function fileDamageOf(backup: Backup): string | undefined {
  return findOwnDamage(backup)?.text;
}

function findOwnDamage(backup: Backup): Damage | undefined {
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
