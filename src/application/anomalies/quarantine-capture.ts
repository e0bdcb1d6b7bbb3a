import type { ManifestDraft } from '../ports/backup-store.ts';
import type { Quarantine } from '../ports/quarantine.ts';

/**
 * Moves the capture of a damaged source to quarantine. Of the existing ones only the first, with the least
 * damage, and the newest are kept: hourly captures must not fill the disk.
 * @returns its new path; `null` when it could not be kept, which must not hide the damage
 */
export async function quarantineCapture(
  stagedPath: string,
  draft: ManifestDraft,
  { quarantine }: { readonly quarantine: Quarantine },
): Promise<string | null> {
  try {
    const captures = (await quarantine.list()).filter(({ database }) => database === draft.database);
    for (const surplus of captures.slice(1, -1)) await quarantine.remove(surplus);
    return await quarantine.add(stagedPath, draft);
  } catch {
    return null;
  }
}
