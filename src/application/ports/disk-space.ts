/**
 * The free space of a file system.
 *
 * **Guarantees**
 * - measures a missing path where it would be created
 * - reports unknown space where the file system gives no size
 */
export interface DiskSpace {
  /** @throws BackupDirectoryException the path cannot be measured */
  measure(path: string): Promise<DiskSpaceFacts>;
}

export interface DiskSpaceFacts {
  /** Bytes that this user may write; `undefined` where unknown. */
  readonly freeBytes: number | undefined;
  readonly totalBytes: number | undefined;
}
