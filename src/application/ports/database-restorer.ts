import type { FileOwner } from '../../domain/backup/manifest.ts';
import type { RunWarning } from './run-listener.ts';

/**
 * Replaces a database file.
 *
 * **Guarantees**
 * - leaves the target unchanged until `commit`
 * - removes a -wal, -shm or -journal of the old target on `commit`
 * - keeps owner and mode of a replaced file
 * - creates a new file that only its owner can read
 * - keeps concurrent restores to the same target apart
 * - removes what a dead restore left on the next `prepare`
 */
export interface DatabaseRestorer {
  /**
   * A path in the target's directory for the new database.
   * @throws UsageException the target exists and `overwrite` is false, or is not a regular file
   * @throws BackupDirectoryException the target's directory is missing or not writable
   */
  prepare(targetPath: string, options: { readonly overwrite: boolean }): Promise<string>;
  /** Missing guarantees of the file system of a written prepared file. Never throws. */
  warnings(preparedPath: string): Promise<readonly RunWarning[]>;
  /**
   * Sets owner and mode of a new target; an existing target's are kept by `commit`. Call it after the
   * prepared file has been written and checked.
   *
   * The owner is the recorded one, or that of the target's folder. Only root can change owners.
   * @param recorded of the database at its backup
   * @returns a warning with the command for an owner that could not be set
   * @throws BackupDirectoryException
   */
  own(
    preparedPath: string,
    targetPath: string,
    recorded: FileOwner | undefined,
  ): Promise<readonly RunWarning[]>;
  /**
   * Replaces the target by the prepared file, durable on return. It cannot be undone, so no signal is used.
   * @returns a later failure, for a warning; `undefined`: none
   * @throws UsageException the target has appeared and `overwrite` is false
   * @throws BackupDirectoryException the target is unchanged
   */
  commit(
    preparedPath: string,
    targetPath: string,
    options: { readonly overwrite: boolean },
  ): Promise<string | undefined>;
  /** Removes a prepared file. Idempotent; never throws. */
  discard(preparedPath: string): Promise<void>;
}
