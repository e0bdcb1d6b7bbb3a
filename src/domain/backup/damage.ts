import { isManaged, manifestOf, type Backup } from './backup.ts';

/**
 * Why a backup cannot be relied on, in words; `undefined` where no damage is known. What is known without reading
 * content: the data file is missing while its manifest is there, its size differs from its manifest, or the newest
 * conclusive verification failed. A later verification that is ok ends the last one; an inconclusive one ends nothing.
 */
export function damageOf(backup: Backup): string | undefined {
  if (!isManaged(backup)) return undefined;
  if (backup.isDataMissing === true) return 'its data file is missing';
  const manifest = manifestOf(backup);
  if (manifest !== undefined && manifest.storedBytes !== backup.storedBytes) {
    return `its data file has ${String(backup.storedBytes)} bytes, its manifest says ${String(manifest.storedBytes)}`;
  }
  const newest = backup.state.verifications.findLast(({ result }) => result !== 'inconclusive');
  if (newest?.result !== 'failed') return undefined;
  return `the verification of ${newest.at.toISOString()} failed: ${newest.detail}`;
}

/** True for a backup of ours that is known to be damaged. */
export function isDamaged(backup: Backup): boolean {
  return damageOf(backup) !== undefined;
}
