import type { FileOwner } from '../../domain/backup/manifest.ts';
import type { RunWarning } from './run-listener.ts';

/**
 * Puts a database file in its place.
 *
 * **Guarantees**
 * - Until `commit` the target is as it was; after it the target is the new database, durable.
 * - A `-wal`, `-shm` or `-journal` of the old target is gone after `commit`: it would bring old data back.
 * - Owner and mode of a replaced file are kept; a new one is readable by its owner alone, unless `own` said otherwise.
 * - Restores to the same target at the same time do not meet: the last one to commit is there, whole.
 * - What a dead restore left beside the target is removed by the next `prepare`.
 */
export interface DatabaseRestorer {
  /**
   * A path in the target's own directory where the new database is to be written.
   * @throws UsageException the target exists and `overwrite` is false, or is not a regular file
   * @throws BackupDirectoryException the target's directory is missing or not writable
   */
  prepare(targetPath: string, options: { readonly overwrite: boolean }): Promise<string>;
  /** What the file system of a prepared file that has been written does not guarantee. Never throws. */
  warnings(preparedPath: string): Promise<readonly RunWarning[]>;
  /**
   * Gives a prepared file the owner and mode that a new target is to have; where something is at the target, that
   * one's are kept by `commit`. To be called when the prepared file has been written and checked.
   *
   * The owner is the recorded one, or the one of the target's folder. Only root can give a file away.
   *
   * @param recorded of the database when it was backed up
   * @returns the owner that could not be given, with the command that gives it
   * @throws BackupDirectoryException
   */
  own(
    preparedPath: string,
    targetPath: string,
    recorded: FileOwner | undefined,
  ): Promise<readonly RunWarning[]>;
  /**
   * Replaces the target by the prepared file. From here on there is no way back, so no signal is heard.
   * @returns what failed once the new database was in place, for a warning; `undefined`: nothing did
   * @throws UsageException something appeared at the target meanwhile and `overwrite` is false
   * @throws BackupDirectoryException the target is as it was
   */
  commit(
    preparedPath: string,
    targetPath: string,
    options: { readonly overwrite: boolean },
  ): Promise<string | undefined>;
  /** Removes a prepared file. Idempotent; never throws. */
  discard(preparedPath: string): Promise<void>;
}
