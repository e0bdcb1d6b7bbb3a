import type { Backup } from '../../../../domain/backup/backup.ts';
import { BackupNotFoundException } from '../../../../domain/exceptions/backup-not-found-exception.ts';
import type { HttpServices } from '../http-services.ts';

/**
 * Finds the name in the list of backups; never joins it to a path.
 * @throws BackupNotFoundException
 */
export async function listedBackup(
  { listBackups }: Pick<HttpServices, 'listBackups'>,
  filename: string,
): Promise<Backup> {
  const { restorePoints } = await listBackups.execute({});
  const found = restorePoints.find((backup) => backup.filename === filename);
  if (found !== undefined) return found;
  throw new BackupNotFoundException('there is no such backup', {
    hint: 'GET /api/backup/list lists the backups.',
    details: { filename },
  });
}
