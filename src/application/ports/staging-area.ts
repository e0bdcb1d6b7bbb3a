import type { Compression } from '../../domain/backup/compression.ts';
import type { OpenArtifact } from './backup-store.ts';

/**
 * Space for artifacts and scratch files before they are published.
 *
 * **Guarantees**
 * - allocates a unique path on the store's file system without creating a file
 * - never shows staged files as backups
 * - keeps an open artifact readable after it is published
 * - sweeps all leftovers of the database and nothing of others
 */
export interface StagingArea {
  /** For messages and disk space. */
  readonly directory: string;
  /**
   * A path for a new artifact of `database`; creates a missing backup directory.
   * @throws BackupDirectoryException the directory cannot be created or written
   */
  allocate(database: string, compression: Compression): Promise<string>;
  /**
   * A path for a scratch copy. Where staging is read-only, it is in a private folder of the system's
   * temporary directory, which `discard` removes too.
   * @throws BackupDirectoryException there is no place for it
   */
  allocateScratch(database: string): Promise<string>;
  /**
   * Opens a staged artifact; it stays readable when the file is published or discarded. The caller closes it.
   * @throws BackupDirectoryException it cannot be read
   */
  open(path: string): Promise<OpenArtifact>;
  /** Removes the file at an allocated path, with its spool and side files. Idempotent; never throws. */
  discard(path: string): Promise<void>;
  /**
   * Removes leftovers of dead runs of `database`, whose lock the caller holds, and of probes. Keeps a
   * manifest without data file: it is the only sign of the loss. Idempotent.
   * @throws BackupDirectoryException they cannot be removed
   */
  sweep(database: string): Promise<void>;
  /**
   * The databases with files in staging, of running and dead runs. Files of probes are ignored: every sweep
   * removes them.
   * @throws BackupDirectoryException staging cannot be read
   */
  leftoverDatabases(): Promise<readonly string[]>;
  /**
   * Checks that a backup could be written now: writes, syncs, renames and removes a small file.
   * @throws BackupDirectoryException it could not
   */
  probe(): Promise<void>;
}
