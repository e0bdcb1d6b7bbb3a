import type { ManifestDraft } from './backup-store.ts';

/** A capture of a damaged source: kept for a repair, never a backup. */
export interface QuarantinedCapture {
  readonly path: string;
  readonly database: string;
  readonly createdAt: Date;
  readonly storedBytes: number;
}

/**
 * Keeps captures and copies of damaged databases for a repair.
 *
 * **Guarantees**
 * - keeps the content and the manifest of a capture, and never replaces another
 * - lists every quarantined capture, newest first, until it is removed
 * - lists a missing backup directory as empty
 * - ignores other files in the quarantine
 * - copies the database and its logs byte for byte, and leaves them unchanged
 * - never replaces another copy
 * - leaves nothing when it cannot write the copy
 */
export interface Quarantine {
  /**
   * Moves a staged artifact and its manifest to quarantine.
   * @returns its new path
   * @throws BackupDirectoryException it cannot be moved; it is still staged
   */
  add(stagedPath: string, draft: ManifestDraft): Promise<string>;
  /** @throws BackupDirectoryException the quarantine cannot be read */
  list(): Promise<readonly QuarantinedCapture[]>;
  /**
   * Removes a capture and its manifest. Succeeds for one that is already gone.
   * @throws BackupDirectoryException it cannot be removed
   */
  remove(capture: QuarantinedCapture): Promise<void>;
  /**
   * Copies a database that is too damaged for a backup, durable on return. The copy is never listed.
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
