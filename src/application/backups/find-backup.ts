import type { Backup } from '../../domain/backup/backup.ts';
import { NO_DATABASE } from '../../domain/backup/database-name.ts';
import { BackupNotFoundException } from '../../domain/exceptions/backup-not-found-exception.ts';
import type { BackupStore } from '../ports/backup-store.ts';

/**
 * Finds a backup by file name or path. Names are looked up in the store's list and never joined to a path.
 * @throws BackupNotFoundException
 */
export async function findBackup(store: BackupStore, filename: string): Promise<Backup> {
  const backups = await store.list();
  const found = backups.find((backup) => backup.filename === filename || backup.location === filename);
  if (found !== undefined) return found;
  throw new BackupNotFoundException(`no backup ${filename} in ${store.location}`, {
    hint: 'List the backups: backup-manager list. backup_dir selects another directory.',
    details: { filename, backup_dir: store.location },
  });
}

/** The name for lock and scratch space; another tool's file may have no database. */
export function databaseOf(backup: Backup): string {
  return backup.database ?? NO_DATABASE;
}
