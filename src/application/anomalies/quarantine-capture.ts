import type { BackupStore, ManifestDraft } from '../ports/backup-store.ts';
import type { Quarantine } from '../ports/quarantine.ts';

/**
 * Puts the capture of a damaged source into quarantine. Of those that are there already the first stays, which has
 * the least damage, and the newest: hourly captures of a broken database must not fill the disk.
 *
 * @returns where it is now; `null` when it could not be kept, which must not hide that the source is damaged
 */
export async function quarantineCapture(
  stagedPath: string,
  draft: ManifestDraft,
  { store, quarantine }: { readonly store: BackupStore; readonly quarantine: Quarantine },
): Promise<string | null> {
  try {
    const captures = (await quarantine.list()).filter(({ database }) => database === draft.database);
    for (const surplus of captures.slice(1, -1)) await quarantine.remove(surplus);
    return await store.quarantine(stagedPath, draft);
  } catch {
    return null;
  }
}
