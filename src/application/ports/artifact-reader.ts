/**
 * Reads stored artifacts as they lie there, byte for byte.
 *
 * **Guarantees**
 * - What is open stays whole for its reader, whoever removes the file meanwhile.
 * - A link in the file's place is not followed.
 */
export interface ArtifactReader {
  /**
   * The caller closes what it gets.
   * @throws BackupNotFoundException nothing is there any more
   * @throws BackupDirectoryException it cannot be read
   */
  open(path: string): Promise<OpenArtifact>;
}

export interface OpenArtifact {
  readonly sizeBytes: number;
  /**
   * The bytes from `start` up to and without `end`. Each piece is the reader's own.
   * @throws BackupDirectoryException while reading: the disk failed, or the file has become shorter
   */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
  /** Idempotent. */
  close(): Promise<void>;
}
