/**
 * Keeps a database that no backup can be made of, as it is.
 *
 * **Guarantees**
 * - The copy is the database file and its `-wal` and `-journal`, byte for byte, durable on return, in the quarantine
 *   of the backup directory, where it is never listed as a backup and never replaces another.
 * - The database and its side files stay as they were.
 * - After a failure nothing is left of the copy; what a killed process left of one is removed with the next of that
 *   database, whose lock the caller holds.
 */
export interface RawCopier {
  /**
   * @returns where the copy of the database file is; its side files are beside it
   * @throws DatabaseNotFoundException nothing is at the path
   * @throws DatabaseAccessException it cannot be read, or somebody changed it meanwhile
   * @throws BackupDirectoryException no room or no permission in the backup directory
   * @throws the signal's reason when it aborts
   */
  keep(databasePath: string, options: RawCopyOptions): Promise<string>;
}

export interface RawCopyOptions {
  /** The database's name: the copy's begins with it. */
  readonly database: string;
  readonly at: Date;
  readonly signal: AbortSignal;
}
