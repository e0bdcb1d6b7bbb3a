import { BackupNotFoundException } from '../../../../domain/exceptions/backup-not-found-exception.ts';
import type { Copy } from '../../../../application/stores/restore-points.ts';
import type { HttpServices } from '../http-services.ts';

/**
 * Finds the name in the list of backups; never joins it to a path.
 * @param store only this store; `undefined`: the primary store, else the first one with a good copy
 * @throws BackupNotFoundException
 * @throws UsageException no store has this name
 */
export async function listedBackup(
  { findCopy }: Pick<HttpServices, 'findCopy'>,
  filename: string,
  store?: string,
): Promise<Copy> {
  try {
    const copy = await findCopy.execute({ filename, store });
    // A path would find a backup too.
    if (copy.backup.filename === filename) return copy;
  } catch (error) {
    if (!(error instanceof BackupNotFoundException)) throw error;
  }
  throw new BackupNotFoundException('there is no such backup', {
    hint: 'GET /api/backup/list lists the backups.',
    details: { filename },
  });
}
