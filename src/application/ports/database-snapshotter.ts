import type { Compression } from '../../domain/backup/compression.ts';
import type { CaptureFacts, Encryption, SourceCheckLevel } from '../../domain/backup/manifest.ts';
import type { EncryptionTarget } from '../../domain/encryption/encryption.ts';
import type { PageTable } from './page-tables.ts';

/**
 * Captures one committed state of a live database as a compressed artifact, durable on return.
 * A port, because it needs SQLite in a child process, and two engines implement it.
 *
 * **Guarantees**
 * - captures one committed state
 * - leaves the bytes of the database, its -wal and -journal unchanged
 * - returns digests and sizes of image and artifact
 * - counts the application's tables in the image
 * - records owner and mode of the source
 * - leaves no process and no file after an abort
 * - encrypts the artifact for its recipients
 * - refuses a missing, empty, garbage or encrypted source
 * - gives source check failed for damaged pages
 * - gives source check inconclusive for a check that cannot run
 * - writes the pages that differ from the parent as a delta
 * - makes a full where a delta is not possible or not worth it, and says why
 * - finds an unchanged database unchanged and writes nothing
 * - leaves a page table of every capture of changes next to the artifact
 */
export interface DatabaseSnapshotter {
  readonly supports: {
    /** A lock keeps writers out of the snapshot, not the comparison of two reads. */
    readonly locking: boolean;
    /** A source whose writer died in a transaction is captured as SQLite would recover it. */
    readonly hotJournals: boolean;
    /** The compressions that this runtime can write. */
    readonly compressions: readonly Compression[];
  };
  /**
   * @throws DatabaseNotFoundException no file is at the source path
   * @throws DatabaseAccessException no permission, locked beyond the wait, cannot be opened
   * @throws DatabaseCorruptedException not a database, empty, without a table, encrypted
   * @throws BackupDirectoryException not enough space at the destination
   * @throws ConfigurationException a recipient or the passphrase cannot be used
   * @throws BackupCreationException the artifact exceeds `maxStoredBytes`, the WAL exceeds
   * `maxWalGrowthBytes`, or the task worker died
   * @throws the signal's reason when it aborts
   */
  capture(request: CaptureRequest, options: CaptureOptions): Promise<CapturedArtifact>;
  /**
   * Captures only what changed, or finds that nothing did.
   * @throws as `capture`
   */
  captureChanges(request: ChangesRequest, options: CaptureOptions): Promise<CapturedChanges | Unchanged>;
}

/** The database is as it was at the newest backup; no artifact was written. */
export interface Unchanged {
  readonly isUnchanged: true;
  /** A page table that shows it faster next time, for `PageTables.commit`; absent: the present one does. */
  readonly tablePath?: string | undefined;
}

export interface CapturedChanges extends CapturedArtifact, ChangeFacts {
  readonly isUnchanged?: undefined;
  /** The page table of this capture: a file next to the artifact, for `PageTables.commit`. */
  readonly tablePath: string;
}

/** What a capture made of the changes. */
export interface ChangeFacts {
  /** Of a delta; absent: the artifact is a full. */
  readonly frames?: number | undefined;
  /** Why a full was made instead of a delta. */
  readonly fullReason?: string | undefined;
}

export interface ChangesRequest extends CaptureRequest {
  readonly changes: {
    /** Path of the parent's page table; absent: make a full. */
    readonly parentTablePath?: string | undefined;
    /** Of the parent; a delta is encrypted as its parent is. Absent: not encrypted. */
    readonly parentEncryption?: Encryption | undefined;
    /** A larger delta is not worth it: make a full. */
    readonly maxDeltaBytes: number;
    /** Digest the pages: deltas will depend on this backup. */
    readonly digestPages: boolean;
    /** Where the database is as it was then, write nothing; absent: always write. */
    readonly newest?: PageTable | undefined;
    /** Of that backup: one that is encrypted in another way does not count. Absent: not encrypted. */
    readonly newestEncryption?: Encryption | undefined;
  };
}

/** With the digest of the database, which the record of an encrypted backup does not have. */
export interface CapturedArtifact extends CaptureFacts {
  readonly databaseSha256: string;
  /**
   * Opens this artifact alone, where it is encrypted; hex. It verifies the artifact in the same run and is never
   * recorded.
   */
  readonly fileKey?: string | undefined;
}

export interface CaptureRequest {
  readonly sourcePath: string;
  /** The artifact's path; names of scratch files next to it begin with it. */
  readonly destinationPath: string;
  readonly compression: Compression;
  /** `undefined` takes the compression's default. */
  readonly compressionLevel: number | undefined;
  /** Absent: the artifact is not encrypted. */
  readonly encryption?: EncryptionTarget | undefined;
  readonly sourceCheck: SourceCheckLevel;
  /** Wait for another process's lock on the source. */
  readonly busyTimeoutMs: number;
  readonly maxStoredBytes: number;
  /** Limit for the growth of the source's WAL during the read transaction. */
  readonly maxWalGrowthBytes: number;
}

export interface CaptureOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: CaptureProgress) => void;
  /** Receives the chosen method and its reason. */
  readonly onDetail?: (message: string) => void;
}

export interface CaptureProgress {
  readonly phase: 'checking' | 'capturing' | 'compressing';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Growth of the source's WAL since the capture started. */
  readonly walGrowthBytes?: number;
}
