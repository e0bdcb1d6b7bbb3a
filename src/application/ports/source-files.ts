/**
 * What stands at a source path, learnt without opening it: an open would drop the locks that an embedding
 * application's own SQLite holds on the file.
 *
 * **Guarantees**
 * - No file of the source is opened or changed.
 * - The same path has the same digest in every process.
 */
export interface SourceFiles {
  /** Never throws for what stands at the path: a missing file is a fact too. */
  describe(path: string): Promise<SourceFileFacts>;
}

export interface SourceFileFacts {
  /** Absolute, symbolic links resolved as far as there is something; the same while the file is missing. */
  readonly path: string;
  /** Last segment of the path as it was given. */
  readonly baseName: string;
  /** Hex SHA-256 of `path`. */
  readonly pathDigest: string;
  /** Tells a file from every other one, under each of its names (hard links); `undefined` where there is none. */
  readonly identity: string | undefined;
  readonly kind: 'file' | 'directory' | 'other' | 'missing';
  /** Bytes of the main file, 0 where there is none. */
  readonly sizeBytes: number;
  /** Bytes of the write-ahead log beside it, 0 where there is none. */
  readonly walBytes: number;
  /** Whether this process may read it. */
  readonly readable: boolean;
}
