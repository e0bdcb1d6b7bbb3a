import type { Backup } from '../../domain/backup/backup.ts';
import { BackupNotFoundException } from '../../domain/exceptions/backup-not-found-exception.ts';
import type { BackupStore } from '../ports/backup-store.ts';

/**
 * The backup that a caller means by its file name or path. Names are looked up in the store's own list and never
 * joined to a path.
 *
 * @throws BackupNotFoundException
 */
export async function findBackup(store: BackupStore, filename: string): Promise<Backup> {
  const backups = await store.list();
  const found = backups.find((backup) => backup.filename === filename || backup.path === filename);
  if (found !== undefined) return found;
  throw new BackupNotFoundException(`no backup ${filename} in ${store.directory}`, {
    hint: 'See what there is: backup-manager list. Another directory is chosen with backup_dir.',
    details: { filename, backup_dir: store.directory },
  });
}

/** Whose lock and scratch space serve a backup; another tool's file may not tell its database. */
export function databaseOf(backup: Backup): string {
  return backup.database ?? 'unmanaged';
}
