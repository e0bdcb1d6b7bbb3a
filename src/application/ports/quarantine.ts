/** What was captured of a damaged source: kept for whoever repairs it, never a backup. */
export interface QuarantinedCapture {
  readonly path: string;
  readonly database: string;
  readonly createdAt: Date;
  readonly storedBytes: number;
}

/**
 * The captures that BackupStore set aside.
 *
 * **Guarantees**
 * - Everything that `BackupStore.quarantine` gave a place is listed, until it is removed, here or by hand.
 * - A missing backup directory lists as empty; other files in the quarantine are passed over.
 */
export interface Quarantine {
  /**
   * Newest first.
   * @throws BackupDirectoryException it is there but cannot be read
   */
  list(): Promise<readonly QuarantinedCapture[]>;
  /**
   * Removes a capture and its manifest. One that is gone already is no error.
   * @throws BackupDirectoryException it cannot be removed
   */
  remove(capture: QuarantinedCapture): Promise<void>;
}
