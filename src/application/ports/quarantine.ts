/** A capture of a damaged source: kept for a repair, never a backup. */
export interface QuarantinedCapture {
  readonly path: string;
  readonly database: string;
  readonly createdAt: Date;
  readonly storedBytes: number;
}

/**
 * The captures moved by `BackupStore.quarantine`.
 *
 * **Guarantees**
 * - lists every quarantined capture, newest first, until it is removed
 * - lists a missing backup directory as empty
 * - ignores other files in the quarantine
 */
export interface Quarantine {
  /** @throws BackupDirectoryException the quarantine cannot be read */
  list(): Promise<readonly QuarantinedCapture[]>;
  /**
   * Removes a capture and its manifest. Succeeds for one that is already gone.
   * @throws BackupDirectoryException it cannot be removed
   */
  remove(capture: QuarantinedCapture): Promise<void>;
}
