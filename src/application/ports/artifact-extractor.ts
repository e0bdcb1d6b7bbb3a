import type { Compression } from '../../domain/backup/compression.ts';
import type { OpenArtifact } from './backup-store.ts';

/**
 * Reads a stored artifact, decrypts and decompresses it and measures both sides.
 *
 * **Guarantees**
 * - uses the same memory at any size
 * - decompresses every member and frame
 * - opens an encrypted artifact with its file key or a configured identity
 * - refuses an encrypted artifact that was changed or cut off
 * - measures an encrypted artifact without a key
 * - reads the open artifact of a store as it comes, without a copy
 * - leaves the artifact unchanged
 * - writes the complete database to the destination
 * - leaves nothing at the destination after a failure
 * - stops before the reserve is used up
 * - rebuilds the database of a delta from its chain in one pass
 * - checks a delta alone without its chain
 * - refuses a delta that was made for another parent
 */
export interface ArtifactExtractor {
  readonly supports: {
    /** The compressions that this runtime can read. */
    readonly compressions: readonly Compression[];
    /** An identity or a passphrase is configured; it may be another one than a backup needs. */
    readonly decryption: boolean;
  };
  /**
   * The database at the destination is complete but not yet durable. Its digest is read back from there.
   * Where the free space is unknown, the reserve is ignored.
   * With a `chain`, the database is that of its last delta: the pages of the full, each replaced by its newest delta.
   * @throws BackupNotFoundException no artifact is at the path
   * @throws BackupVerificationException it does not decrypt or decompress: cut off, damaged, another compression; a
   * delta is damaged, or was made for another parent
   * @throws DecryptionKeyException no identity opens it
   * @throws ConfigurationException a configured key file cannot be used
   * @throws BackupDirectoryException the destination is not writable, or has not enough space with the
   * reserve; the same of the scratch file of a chain
   * @throws the signal's reason when it aborts
   * @throws what reading `opened` throws
   */
  extract(request: ExtractRequest, options: ExtractOptions): Promise<ExtractFacts>;
  /**
   * Reads the stored bytes alone: no key is needed.
   * @throws BackupNotFoundException no artifact is at the path
   * @throws BackupDirectoryException it cannot be read: `details.reason` is `UNREADABLE`
   * @throws the signal's reason when it aborts
   * @throws what reading `opened` throws
   */
  measure(source: ArtifactSource, options: MeasureOptions): Promise<StoredFacts>;
  /**
   * Decrypts and decompresses one delta and checks each of its frames. Its parent is not read.
   * @throws as `extract`
   */
  examineDelta(delta: StoredArtifact, options: MeasureOptions): Promise<DeltaFacts>;
}

/** Where the stored bytes are. */
export interface ArtifactSource {
  /** Path of the file; with `opened` the artifact's name in messages. */
  readonly artifactPath: string;
  /** The bytes of a store without local paths; the caller closes it. Absent: those of the file. */
  readonly opened?: OpenArtifact | undefined;
}

/** A stored artifact and what opens it. */
export interface StoredArtifact extends ArtifactSource {
  readonly compression: Compression;
  /** Absent: not encrypted. */
  readonly isEncrypted?: boolean;
  /** Opens this artifact alone, hex; absent: the configured identities open it. */
  readonly fileKey?: string | undefined;
}

export interface ExtractRequest extends StoredArtifact {
  /** A path without a file; `undefined` only measures. */
  readonly destinationPath: string | undefined;
  /** Absent: both. `database` saves the time for the stored file's digest. */
  readonly digests?: 'both' | 'database';
  /** Absent: the destination may use all free space. */
  readonly reserve?: Reserve | undefined;
  /** For a backup of a chain: this artifact is its full. Absent: a full alone. */
  readonly chain?: ChainRequest | undefined;
}

export interface ChainRequest {
  /** Oldest first; never empty. */
  readonly deltas: readonly StoredArtifact[];
  /** Recorded size of the database of the last delta: a page beyond it is refused. */
  readonly databaseBytes: number;
  /** A path without a file for the pages of the deltas; the file is removed at the end. */
  readonly scratchPath: string;
}

export interface Reserve {
  /** Bytes that must stay free on the disk of the destination, and on that of a chain's scratch file. */
  readonly freeBytes: number;
  /** Recorded size of the database: if it does not fit, nothing is written. */
  readonly databaseBytes: number | undefined;
}

export interface MeasureOptions {
  readonly signal: AbortSignal;
  /** Stored bytes read so far; with a chain, the sum over its artifacts. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

export interface StoredFacts {
  readonly storedBytes: number;
  readonly storedSha256: string;
}

export interface ExtractOptions extends MeasureOptions {
  /**
   * Receives the decompressed bytes in order; reading waits until it resolves, and may then reuse the buffer. A domain
   * exception from it ends the extraction and is rethrown.
   */
  readonly onContent?: (bytes: Uint8Array) => Promise<void>;
}

export interface ExtractFacts {
  /** With a chain, the stored bytes and their digest are those of the full. */
  readonly storedBytes: number;
  /** `undefined` when only the database's digest was requested. */
  readonly storedSha256: string | undefined;
  readonly databaseBytes: number;
  readonly databaseSha256: string;
  /** Of each delta, oldest first; absent without a chain. */
  readonly deltas?: readonly DeltaFacts[] | undefined;
}

/** What the file of a delta says about itself. */
export interface DeltaFacts {
  readonly storedBytes: number;
  /** `undefined` when only the database's digest was requested. */
  readonly storedSha256: string | undefined;
  /** Each of them is checked. */
  readonly frames: number;
  readonly pageSize: number;
  /** Pages of the database at the time of the delta. */
  readonly pageCount: number;
}
