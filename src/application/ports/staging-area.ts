import type { Compression } from '../../domain/backup/compression.ts';

/**
 * Where artifacts and scratch files are written before they are anything.
 *
 * **Guarantees**
 * - An allocated path is unique, on the backup store's own file system, and nothing is there yet.
 * - What is in staging is never listed as a backup.
 * - `sweep` removes every leftover of that database or of a probe, and nothing of another's; its caller holds the database's lock.
 * - `sweep` leaves a manifest whose data file was lost: it is the only sign of the loss.
 */
export interface StagingArea {
  /**
   * A path for a new artifact of `database`; creates the backup directory when it is missing.
   * @throws BackupDirectoryException when the directory is not creatable or not writable
   */
  allocate(database: string, compression: Compression): Promise<string>;
  /**
   * A path for a scratch copy of a database. Where staging cannot be written it is in the system's temporary directory,
   * in a folder of its own that only this user can enter; `discard` removes that too.
   * @throws BackupDirectoryException there is no place for it
   */
  allocateScratch(database: string): Promise<string>;
  /** Removes what is at an allocated path, with the spool and side files next to it. Idempotent; never throws. */
  discard(path: string): Promise<void>;
  /**
   * Removes what dead runs of `database` left behind. Idempotent.
   * @throws BackupDirectoryException when it cannot be removed
   */
  sweep(database: string): Promise<void>;
  /**
   * The databases that have files in staging now, of running and of dead runs. Names that are no database's are left
   * out: every sweep removes the files of probes.
   * @throws BackupDirectoryException when staging cannot be read
   */
  leftoverDatabases(): Promise<readonly string[]>;
  /**
   * Checks that backups could be written now: writes, syncs, renames and removes a small file, as a backup is made.
   * @throws BackupDirectoryException when they could not
   */
  probe(): Promise<void>;
}
