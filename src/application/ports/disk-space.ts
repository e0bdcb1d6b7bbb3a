/**
 * How much room a file system has.
 *
 * **Guarantees**
 * - A path that does not exist yet is measured where it would be created.
 * - Where the file system does not tell its size (0 of 0 blocks: cloud mounts), the room is unknown, not used up.
 */
export interface DiskSpace {
  /** @throws BackupDirectoryException when the path cannot be measured */
  measure(path: string): Promise<DiskSpaceFacts>;
}

export interface DiskSpaceFacts {
  /** Bytes that this user may still write; `undefined` where that is unknown. */
  readonly freeBytes: number | undefined;
  readonly totalBytes: number | undefined;
}
