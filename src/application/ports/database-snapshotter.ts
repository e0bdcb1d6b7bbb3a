import type { Compression } from '../../domain/backup/compression.ts';
import type { CaptureFacts, SourceCheckLevel } from '../../domain/backup/manifest.ts';

/**
 * Captures one committed state of a live database as a compressed artifact.
 *
 * **Guarantees**
 * - The image is one committed state, with every row that was committed before the capture began, those that
 *   are only in the write-ahead log included.
 * - The bytes of the database, its `-wal` and `-journal` stay as they were.
 * - The digests and sizes are those of the image and of the artifact.
 * - The table count is that of the application's tables in the image, where the source was checked.
 * - Owner and mode of the source are recorded, where the host knows them.
 * - The artifact is durable (fsynced) on return.
 * - After a failure or an abort no process of the capture goes on and nothing is at the destination.
 * - A missing, empty, garbage or encrypted source is a typed error, never an artifact.
 * - A source with damaged pages gives source check `failed` where it could be read, or DatabaseCorruptedException.
 * - A check that cannot run (a collation of the application's, say) is `inconclusive`, never `failed`.
 */
export interface DatabaseSnapshotter {
  readonly supports: {
    /** Writers are kept out of the snapshot by a lock, not by comparing two reads. */
    readonly locking: boolean;
    /** A source whose writer died in a transaction is captured as SQLite would recover it. */
    readonly hotJournals: boolean;
    /** Compressions the runtime can write. */
    readonly compressions: readonly Compression[];
  };
  /**
   * @throws DatabaseNotFoundException nothing is at the source path
   * @throws DatabaseAccessException no permission, locked beyond the wait, not openable
   * @throws DatabaseCorruptedException not a database, empty, without a table, encrypted
   * @throws BackupDirectoryException no room at the destination
   * @throws BackupCreationException the artifact grew beyond `maxStoredBytes`, the log beyond
   *   `maxWalGrowthBytes`, or the task worker died
   * @throws the signal's reason when it aborts
   */
  capture(request: CaptureRequest, options: CaptureOptions): Promise<CaptureFacts>;
}

export interface CaptureRequest {
  readonly sourcePath: string;
  /** Where the artifact is written; scratch files may stand beside it, with names that begin with it. */
  readonly destinationPath: string;
  readonly compression: Compression;
  /** `undefined` takes the compression's default. */
  readonly compressionLevel: number | undefined;
  readonly sourceCheck: SourceCheckLevel;
  /** How long to wait for another process's lock on the source. */
  readonly busyTimeoutMs: number;
  readonly maxStoredBytes: number;
  /** How much the source's write-ahead log may grow while the capture holds a read transaction. */
  readonly maxWalGrowthBytes: number;
}

export interface CaptureOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: CaptureProgress) => void;
  /** Told which way the capture goes, and why. */
  readonly onDetail?: (message: string) => void;
}

export interface CaptureProgress {
  readonly phase: 'checking' | 'capturing' | 'compressing';
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Bytes that the source's write-ahead log has grown by since the capture began. */
  readonly walGrowthBytes?: number;
}
