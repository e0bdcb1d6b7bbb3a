import type {
  CapturedArtifact,
  CaptureOptions,
  CaptureRequest,
  DatabaseSnapshotter,
} from '../../../application/ports/database-snapshotter.ts';
import { COMPRESSIONS } from '../../../domain/backup/compression.ts';
import type { Encryption, FileOwner, SourceCheck } from '../../../domain/backup/manifest.ts';
import type { EncryptionTarget } from '../../../domain/encryption/encryption.ts';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { readInMemorySource } from '../in-memory-disk/in-memory-source.ts';

const PAGE_SIZE = 4096;

/** Captures sources on an in-memory disk. The artifact is the uncompressed image, with real digests. */
export class InMemoryDatabaseSnapshotter implements DatabaseSnapshotter {
  readonly supports = { locking: true, hotJournals: true, compressions: COMPRESSIONS };
  /** Result of the source check at level `quick` or `full`. */
  sourceCheck: Pick<SourceCheck, 'result' | 'detail' | 'noteCount'> = { result: 'ok', detail: 'quick_check' };
  tableCount: number | undefined = 1;
  freePages = 0;
  journalMode: 'wal' | 'delete' = 'delete';
  /** Without room for a spool, writers wait for the whole capture. */
  hasRoomForSpool = true;
  /** Growth of the WAL during a capture. */
  walGrowthBytes: number | undefined;
  sourceOwner: FileOwner | undefined;
  failure: Error | undefined;
  /** Captures wait until they are aborted. */
  hangs = false;
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async capture(
    request: CaptureRequest,
    { signal, onProgress, onDetail }: CaptureOptions,
  ): Promise<CapturedArtifact> {
    signal.throwIfAborted();
    if (this.failure !== undefined) throw this.failure;
    const image = readInMemorySource(this.#disk, request.sourcePath);
    if (this.hangs) await untilAborted(signal);
    onDetail?.('way: copied in memory');
    const growth = this.walGrowthBytes === undefined ? {} : { walGrowthBytes: this.walGrowthBytes };
    onProgress?.({ phase: 'capturing', doneBytes: image.length, totalBytes: image.length, ...growth });
    signal.throwIfAborted();
    if (image.length > request.maxStoredBytes) {
      throw new BackupCreationException(
        `the backup of ${request.sourcePath} is larger than max_backup_size_mb allows`,
        {
          hint: 'Raise max_backup_size_mb.',
          details: { stored_bytes: image.length },
        },
      );
    }
    this.#disk.write(request.destinationPath, image);
    return this.#facts(request, image.length);
  }

  #facts(request: CaptureRequest, bytes: number): CapturedArtifact {
    const pageCount = Math.ceil(bytes / PAGE_SIZE);
    const sha256 = this.#disk.sha256(request.destinationPath) ?? '';
    return {
      engine: 'native',
      consistency: 'locked',
      capture: this.journalMode === 'delete' && this.hasRoomForSpool ? 'spool' : 'stream',
      sqliteVersion: '3.53.0',
      journalMode: this.journalMode,
      pageSize: PAGE_SIZE,
      pageCount,
      usedPageCount: Math.max(0, pageCount - this.freePages),
      tableCount: this.tableCount,
      databaseBytes: bytes,
      databaseSha256: sha256,
      storedBytes: bytes,
      storedSha256: sha256,
      compression: request.compression,
      ...(request.encryption && {
        encryption: recordOf(request.encryption),
        fileKey: 'f'.repeat(32),
      }),
      sourceCheck: this.#check(request),
      ...(this.sourceOwner && { sourceOwner: this.sourceOwner }),
    };
  }

  #check({ sourceCheck: level }: CaptureRequest): SourceCheck {
    if (level === 'none') return { level, result: 'inconclusive', detail: 'not requested', durationMs: 0 };
    return { level, ...this.sourceCheck, durationMs: 1 };
  }
}

function recordOf(target: EncryptionTarget): Encryption {
  return { recipients: 'recipients' in target ? target.recipients.map((one) => one.slice(-16)) : ['scrypt'] };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}
