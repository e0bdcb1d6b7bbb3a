import type { ManifestDraft } from './backup-store.ts';

/** A capture of a damaged source: kept for a repair, never a backup. */
export interface QuarantinedCapture {
  readonly path: string;
  readonly database: string;
  readonly createdAt: Date;
  readonly storedBytes: number;
}

/**
 * Keeps captures of damaged sources for a repair.
 *
 * **Guarantees**
 * - keeps the content and the manifest of a capture, and never replaces another
 * - lists every quarantined capture, newest first, until it is removed
 * - lists a missing backup directory as empty
 * - ignores other files in the quarantine
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
}
