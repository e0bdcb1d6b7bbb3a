import type { Backup, BackupState } from '../../domain/backup/backup.ts';
import type { Manifest } from '../../domain/backup/manifest.ts';

/** A manifest before the store has given the backup its file name. */
export type ManifestDraft = Omit<Manifest, 'filename'>;

/**
 * The finished backups.
 *
 * **Guarantees**
 * - A listed backup is complete: a publish that died at any point left the whole backup or none.
 * - `publish` never replaces an existing file; on a clash of names it takes the next ordinal.
 * - What was published is listed by every other store on the same directory, with its manifest and state.
 * - A manifest that was altered after it was written is listed as damaged, never as intact.
 * - A manifest whose data file was lost (removed by hand) is listed with `isDataMissing`; what a publish or a removal
 *   that died left is not listed.
 * - Another tool's data files are listed as unmanaged (record `missing`).
 * - Quarantined artifacts are never listed.
 * - A missing backup directory lists as empty, unless it was used before or must exist.
 */
export interface BackupStore {
  /** Where the backups are kept, for messages and for measuring room. */
  readonly directory: string;
  /**
   * Newest first. With a `database` only its backups, at the cost of those alone; a file whose name follows the
   * grammar of backup names belongs to the database in its name.
   * @throws BackupDirectoryException when the directory cannot be read, or has disappeared
   */
  list(wanted?: { readonly database?: string | undefined }): Promise<readonly Backup[]>;
  /**
   * Makes a staged artifact a backup: state and manifest first, the data file last, all of it durable on return.
   * @throws BackupDirectoryException when there is no room or no permission; nothing is left then
   */
  publish(stagedPath: string, draft: ManifestDraft, state: BackupState): Promise<Backup>;
  /**
   * Sets a staged artifact aside where it is never listed, with its manifest.
   * @returns where it is now
   * @throws BackupDirectoryException
   */
  quarantine(stagedPath: string, draft: ManifestDraft): Promise<string>;
  /**
   * Replaces the backup's state, all or nothing; the caller holds the database's lock.
   * @throws BackupNotFoundException when the backup and its manifest are gone
   * @throws BackupDirectoryException
   */
  saveState(backup: Backup, state: BackupState): Promise<Backup>;
  /**
   * Gives another tool's file its state and manifest, all or nothing and durable on return. The file keeps its name
   * where that is a backup's name of the draft's database and moment, else it is renamed to one that is free. The
   * caller holds the database's lock.
   * @throws BackupNotFoundException when the file is gone
   * @throws BackupDirectoryException when there is no room or no permission; it is as it was then
   */
  adopt(backup: Backup, draft: ManifestDraft, state: BackupState): Promise<Backup>;
  /**
   * Removes the data file, then what is beside it. A backup that is already gone is no error.
   * @throws BackupDirectoryException when it cannot be removed
   */
  remove(backup: Backup): Promise<void>;
}
