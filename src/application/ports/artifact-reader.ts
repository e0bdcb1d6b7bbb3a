/**
 * Reads stored artifacts byte for byte.
 *
 * **Guarantees**
 * - keeps an open artifact readable after the file is removed
 * - does not follow a link in the place of a file
 */
export interface ArtifactReader {
  /**
   * The caller closes the artifact.
   * @throws BackupNotFoundException the file is missing
   * @throws BackupDirectoryException it cannot be read
   */
  open(path: string): Promise<OpenArtifact>;
}

export interface OpenArtifact {
  readonly sizeBytes: number;
  /**
   * The bytes from `start` up to, but without, `end`, in independent pieces.
   * @throws BackupDirectoryException while reading: the disk failed, or the file became shorter
   */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
  /** Idempotent. */
  close(): Promise<void>;
}
