import type { Compression } from '../../domain/backup/compression.ts';

/**
 * Reads a stored artifact as a whole, decompresses it and measures both sides.
 *
 * **Guarantees**
 * - Memory stays flat, whatever the size.
 * - Every member and frame is decompressed, not just the first.
 * - The artifact is not changed.
 * - With a destination the decompressed bytes are complete there on return, if not yet durable, and the database's
 *   digest is of what was read back from there; after a failure nothing is there.
 * - With a reserve the extraction ends before less than that is free on the destination's disk. Where the free room is
 *   unknown the bytes are written.
 */
export interface ArtifactExtractor {
  readonly supports: {
    /** Compressions the runtime can read. */
    readonly compressions: readonly Compression[];
  };
  /**
   * @throws BackupNotFoundException nothing is at the artifact's path
   * @throws BackupVerificationException it does not decompress: cut off, damaged, not of that compression
   * @throws BackupDirectoryException the destination has no room besides the reserve or is not writable
   * @throws the signal's reason when it aborts
   */
  extract(request: ExtractRequest, options: ExtractOptions): Promise<ExtractFacts>;
}

export interface ExtractRequest {
  readonly artifactPath: string;
  readonly compression: Compression;
  /** A path where nothing is yet, or `undefined` to only measure. */
  readonly destinationPath: string | undefined;
  /** Left out, both sides are digested; `database` spares the time for the stored file's own digest. */
  readonly digests?: 'both' | 'database';
  /** Left out, the destination may take all the room that is free. */
  readonly reserve?: Reserve | undefined;
}

export interface Reserve {
  /** Bytes that must stay free on the destination's disk. */
  readonly freeBytes: number;
  /** Size of the database where it is on record: if that does not fit, nothing is written. */
  readonly databaseBytes: number | undefined;
}

export interface ExtractOptions {
  readonly signal: AbortSignal;
  /** Stored bytes read so far. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  /**
   * Given the decompressed bytes in their order, to use until it resolves: reading waits for it. A domain exception
   * that it throws ends the extraction and is thrown on.
   */
  readonly onContent?: (bytes: Uint8Array) => Promise<void>;
}

export interface ExtractFacts {
  readonly storedBytes: number;
  /** `undefined` when only the database's digest was asked for. */
  readonly storedSha256: string | undefined;
  readonly databaseBytes: number;
  readonly databaseSha256: string;
}
