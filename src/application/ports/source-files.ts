/**
 * Describes a source path without opening the file: closing it would drop the locks of an embedding
 * application's own SQLite.
 *
 * **Guarantees**
 * - opens no file of the source
 * - gives the same path the same digest in every process
 */
export interface SourceFiles {
  /** Never throws: a missing file is a fact too. */
  describe(path: string): Promise<SourceFileFacts>;
}

export interface SourceFileFacts {
  /** Absolute, symbolic links resolved as far as the path exists. */
  readonly path: string;
  /** Last segment of the given path. */
  readonly baseName: string;
  /** Hex SHA-256 of `path`. */
  readonly pathDigest: string;
  /** Equal for all names (hard links) of one file; `undefined` where there is none. */
  readonly identity: string | undefined;
  readonly kind: 'file' | 'directory' | 'other' | 'missing';
  /** Size of the main file, 0 where there is none. */
  readonly sizeBytes: number;
  /** Size of its WAL, 0 where there is none. */
  readonly walBytes: number;
  /** Whether this process may read it. */
  readonly readable: boolean;
}
