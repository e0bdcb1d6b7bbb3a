import type { Backup } from '../../domain/backup/backup.ts';
import { parseBackupName } from '../../domain/backup/backup-name.ts';
import { NO_DATABASE } from '../../domain/backup/database-name.ts';
import { BackupNotFoundException } from '../../domain/exceptions/backup-not-found-exception.ts';
import type { BackupStore } from '../ports/backup-store.ts';

/**
 * Finds a backup by file name or path. Names are looked up in the store's list and never joined to a path.
 * @throws BackupNotFoundException
 */
export async function findBackup(store: BackupStore, filename: string): Promise<Backup> {
  const found = await lookUp(store, filename);
  if (found !== undefined) return found;
  throw new BackupNotFoundException(`no backup ${filename} in ${store.location}`, {
    hint: 'List the backups: backup-manager list. backup_dir selects another directory.',
    details: { filename, backup_dir: store.location },
  });
}

/** As `findBackup`, but `undefined` where the store has no such backup. Other databases cost nothing. */
export async function lookUp(store: BackupStore, filename: string): Promise<Backup | undefined> {
  const database = parseBackupName(filename.slice(filename.lastIndexOf('/') + 1))?.database;
  const backups = await store.list({ database });
  return backups.find((backup) => backup.filename === filename || backup.location === filename);
}

/** The name for lock and scratch space; another tool's file may have no database. */
export function databaseOf(backup: Backup): string {
  return backup.database ?? NO_DATABASE;
}
