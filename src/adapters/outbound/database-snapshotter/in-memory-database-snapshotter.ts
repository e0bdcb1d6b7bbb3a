import { createHash } from 'node:crypto';
import type {
  CapturedArtifact,
  CapturedChanges,
  CaptureOptions,
  CaptureRequest,
  ChangesRequest,
  DatabaseSnapshotter,
  Unchanged,
} from '../../../application/ports/database-snapshotter.ts';
import { COMPRESSIONS } from '../../../domain/backup/compression.ts';
import type { Encryption, FileOwner, SourceCheck } from '../../../domain/backup/manifest.ts';
import type { EncryptionTarget } from '../../../domain/encryption/encryption.ts';
import { BackupCreationException } from '../../../domain/exceptions/backup-creation-exception.ts';
import { readInMemoryTable, type InMemoryPageTable } from '../in-memory-disk/in-memory-page-table.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import {
  digestPages,
  encodeDelta,
  IN_MEMORY_PAGE_BYTES,
  readDeltaFacts,
} from '../in-memory-disk/in-memory-delta.ts';
import { readInMemorySource } from '../in-memory-disk/in-memory-source.ts';

const PAGE_SIZE = IN_MEMORY_PAGE_BYTES;

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
    return this.#write(request, image, image);
  }

  async captureChanges(
    request: ChangesRequest,
    options: CaptureOptions,
  ): Promise<CapturedChanges | Unchanged> {
    const { changes, sourcePath, destinationPath } = request;
    const image = readInMemorySource(this.#disk, sourcePath);
    const isUnchanged = sha256(image) === changes.newest?.databaseSha256;
    const isSame = isEncryptedAs(request.encryption, changes.newestEncryption);
    if (isUnchanged && isSame && this.sourceCheck.result !== 'failed') return { isUnchanged };
    const full = await this.capture(request, options);
    const { artifact, ...outcome } = this.#deltaOf(image, request);
    if (artifact !== undefined) this.#disk.write(destinationPath, artifact);
    const captured = artifact === undefined ? full : this.#write(request, image, artifact);
    const tablePath = `${destinationPath}.pages`;
    const table: InMemoryPageTable = {
      storedSha256: captured.storedSha256,
      databaseSha256: captured.databaseSha256,
      pageSize: changes.digestPages ? PAGE_SIZE : 0,
      pages: changes.digestPages ? digestPages(image) : [],
    };
    this.#disk.write(tablePath, JSON.stringify(table));
    return { ...captured, ...outcome, tablePath };
  }

  /** The delta, or why there is none; without a parent neither. */
  #deltaOf(
    image: Uint8Array,
    { changes, encryption }: ChangesRequest,
  ): { readonly artifact?: Uint8Array; readonly frames?: number; readonly fullReason?: string } {
    const { parentTablePath, parentEncryption, maxDeltaBytes } = changes;
    if (parentTablePath === undefined || this.sourceCheck.result === 'failed') return {};
    if (!isEncryptedAs(encryption, parentEncryption))
      return { fullReason: 'the encryption of the parent is another one' };
    const table = readInMemoryTable(this.#disk, parentTablePath);
    if (table === undefined) return { fullReason: 'the page table of the parent cannot be read' };
    const artifact = encodeDelta(table.pages, image);
    const { frames } = readDeltaFacts(artifact);
    if (artifact.length <= maxDeltaBytes) return { artifact, frames };
    return { fullReason: `${String(frames)} pages changed: a delta would be too large` };
  }

  #write(request: CaptureRequest, image: Uint8Array, artifact: Uint8Array): CapturedArtifact {
    this.#disk.write(request.destinationPath, artifact);
    const bytes = image.length;
    const pageCount = Math.ceil(bytes / PAGE_SIZE);
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
      databaseSha256: sha256(image),
      storedBytes: artifact.length,
      storedSha256: sha256(artifact),
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

function isEncryptedAs(target: EncryptionTarget | undefined, earlier: Encryption | undefined): boolean {
  const recipients = target && recordOf(target).recipients;
  return recipients?.join() === earlier?.recipients.join();
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

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
