/**
 * Copies a database that is too damaged for a backup to quarantine, durable on return.
 *
 * **Guarantees**
 * - copies the database and its logs byte for byte, and leaves them unchanged
 * - never replaces another copy
 * - leaves nothing when it cannot write the copy
 */
export interface RawCopier {
  /**
   * Also removes the rest of a killed copy of the database, whose lock the caller holds.
   * @returns the path of the copy; its side files are next to it
   * @throws DatabaseNotFoundException no file is at the path
   * @throws DatabaseAccessException it cannot be read, or changed during the copy
   * @throws BackupDirectoryException no space or no permission in the backup directory
   * @throws the signal's reason when it aborts
   */
  keep(databasePath: string, options: RawCopyOptions): Promise<string>;
}

export interface RawCopyOptions {
  /** The copy's name begins with it. */
  readonly database: string;
  readonly at: Date;
  readonly signal: AbortSignal;
}
