/**
 * How much room a file system has.
 *
 * **Guarantees**
 * - A path that does not exist yet is measured where it would be created.
 */
export interface DiskSpace {
  /** @throws BackupDirectoryException when the path cannot be measured */
  measure(path: string): Promise<DiskSpaceFacts>;
}

export interface DiskSpaceFacts {
  /** Bytes that this user may still write. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}
