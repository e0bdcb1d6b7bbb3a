import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { KeyFiles } from '../../../domain/encryption/encryption.ts';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { DecryptionKeyException } from '../../../domain/exceptions/decryption-key-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type {
  ArtifactExtractor,
  ExtractFacts,
  ExtractOptions,
  ExtractRequest,
  MeasureOptions,
  StoredFacts,
} from '../../../application/ports/artifact-extractor.ts';
import { DamagedAgeError } from '../age/damaged-age-error.ts';
import { openEncrypted } from '../age/open-encrypted.ts';
import { supportedCompressions, decompress } from '../codec/decompress.ts';
import { isSystemError } from '../files/directory-exception.ts';
import { SequentialFile } from '../files/sequential-file.ts';
import { removeQuietly } from '../files/remove-file.ts';
import type { TaskFunction, Tasks } from '../task-worker/tasks.ts';
import {
  MemoryDigest,
  ReadBackDigest,
  FreeSpaceGuard,
  measureFreeBytes,
  type MeasureFreeBytes,
} from './extraction-destination.ts';
import { MIB } from '../../../domain/units.ts';

/** The bytes of a stored file, in chunks that the consumer may keep. */
type StoredChunks = (path: string, chunkBytes: number, signal: AbortSignal) => AsyncIterable<Buffer>;

/** Reads in libuv's pool: the event loop stays free. */
const readInPool: StoredChunks = (path, chunkBytes, signal) =>
  createReadStream(path, { highWaterMark: chunkBytes, signal }) as AsyncIterable<Buffer>;

/** Chunks are slices of larger buffers: many small buffers burden the garbage collector. */
const SLAB_BYTES = MIB;

/**
 * Reads synchronously, for a process that does nothing else: in the pool, each small read would wait behind the
 * decompression of whole blocks.
 */
export const readInPlace: StoredChunks = async function* (path, chunkBytes, signal) {
  const descriptor = openSync(path, 'r');
  try {
    let slab = Buffer.alloc(0);
    for (;;) {
      if (slab.length === 0) {
        slab = Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, chunkBytes));
        // Let the process handle messages and the parent's end.
        await setImmediate();
        signal.throwIfAborted();
      }
      const count = readSync(descriptor, slab, 0, Math.min(chunkBytes, slab.length), null);
      if (count === 0) return;
      yield slab.subarray(0, count);
      slab = slab.subarray(count);
    }
  } finally {
    closeSync(descriptor);
  }
};

/** Decompresses artifacts with Node's own gzip and zstd. */
export class CodecArtifactExtractor implements ArtifactExtractor {
  readonly supports = { compressions: supportedCompressions() };
  readonly #chunkBytes: number;
  readonly #readChunks: StoredChunks;
  readonly #keyFiles: KeyFiles;
  readonly #measureFree: MeasureFreeBytes;

  constructor(
    chunkBytes: number,
    readChunks: StoredChunks = readInPool,
    keyFiles: KeyFiles = {},
    measureFree: MeasureFreeBytes = measureFreeBytes,
  ) {
    this.#chunkBytes = chunkBytes;
    this.#readChunks = readChunks;
    this.#keyFiles = keyFiles;
    this.#measureFree = measureFree;
  }

  async extract(request: ExtractRequest, options: ExtractOptions): Promise<ExtractFacts> {
    const totalBytes = await sizeOf(request.artifactPath);
    const destination =
      request.destinationPath === undefined
        ? undefined
        : await SequentialFile.create(request.destinationPath, Number.POSITIVE_INFINITY);
    try {
      return await this.#read(request, options, totalBytes, destination);
    } catch (error) {
      if (request.destinationPath !== undefined) await removeQuietly(request.destinationPath);
      throw translate(error, request, options.signal);
    } finally {
      await destination?.close().catch(() => undefined);
    }
  }

  async measure(artifactPath: string, { signal, onProgress }: MeasureOptions): Promise<StoredFacts> {
    const totalBytes = await sizeOf(artifactPath);
    const hash = createHash('sha256');
    let storedBytes = 0;
    try {
      for await (const chunk of this.#readChunks(artifactPath, this.#chunkBytes, signal)) {
        signal.throwIfAborted();
        hash.update(chunk);
        storedBytes += chunk.length;
        onProgress?.(storedBytes, totalBytes);
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw isSystemError(error) ? unreadable(error, artifactPath) : error;
    }
    signal.throwIfAborted();
    return { storedBytes, storedSha256: hash.digest('hex') };
  }

  async #read(
    request: ExtractRequest,
    options: ExtractOptions,
    totalBytes: number,
    destination: SequentialFile | undefined,
  ): Promise<ExtractFacts> {
    const storedHash = request.digests === 'database' ? undefined : createHash('sha256');
    const content = destination === undefined ? new MemoryDigest() : new ReadBackDigest(destination);
    const room = this.#roomFor(request);
    let storedBytes = 0;
    let databaseBytes = 0;
    const readChunks = this.#readChunks;
    const stored = async function* (chunkBytes: number): AsyncGenerator<Buffer> {
      for await (const chunk of readChunks(request.artifactPath, chunkBytes, options.signal)) {
        storedHash?.update(chunk);
        storedBytes += chunk.length;
        options.onProgress?.(storedBytes, totalBytes);
        yield chunk;
      }
    };
    const { fileKey, compression } = request;
    const packed =
      request.isEncrypted === true
        ? openEncrypted(stored(this.#chunkBytes), { ...this.#keyFiles, fileKey })
        : stored(this.#chunkBytes);
    for await (const chunk of decompress(packed, compression)) {
      options.signal.throwIfAborted();
      room?.take(chunk.length);
      content.take(chunk);
      databaseBytes += chunk.length;
      await options.onContent?.(chunk);
    }
    return {
      storedBytes,
      storedSha256: storedHash?.digest('hex'),
      databaseBytes,
      databaseSha256: content.sha256(),
    };
  }

  #roomFor({ destinationPath, reserve }: ExtractRequest): FreeSpaceGuard | undefined {
    if (destinationPath === undefined || reserve === undefined) return undefined;
    return new FreeSpaceGuard(destinationPath, reserve, this.#measureFree);
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw new BackupNotFoundException(`no backup at ${path}`, {
      hint: 'List the backups: backup-manager list.',
      cause: error,
    });
  }
}

function translate(error: unknown, request: ExtractRequest, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  // Failures of writing were translated already.
  if (isSystemError(error)) return unreadable(error, request.artifactPath);
  if (error instanceof DecryptionKeyException) return ofArtifact(error, request.artifactPath);
  if (error instanceof DamagedAgeError) return undecryptable(error, request.artifactPath);
  if (!(error instanceof Error) || !isDecodingError(error)) return error;
  return new BackupVerificationException(
    `${request.artifactPath} does not decompress as ${request.compression}: ${error.message}`,
    { hint: 'The stored file is damaged or cut off: use another backup.', cause: error },
  );
}

/** Names the file: the message only has the reason. */
function ofArtifact(error: DecryptionKeyException, path: string): DecryptionKeyException {
  const { hint, details } = error;
  return new DecryptionKeyException(`${path} cannot be opened: ${error.message}`, {
    hint,
    details,
    cause: error,
  });
}

function undecryptable(error: DamagedAgeError, path: string): BackupVerificationException {
  return new BackupVerificationException(`${path} does not decrypt: ${error.message}`, {
    hint: 'The stored file is damaged, cut off or no file of age: use another backup.',
    cause: error,
  });
}

function unreadable(error: Error, path: string): BackupDirectoryException {
  return new BackupDirectoryException(`cannot read ${path}: ${error.message}`, {
    hint: 'Check its permissions and the health of the disk.',
    cause: error,
  });
}

/** zlib and zstd errors have a Z_… or ZSTD_… code; the frame readers throw RangeErrors. */
function isDecodingError(error: Error): boolean {
  if (error instanceof RangeError) return true;
  return 'code' in error && typeof error.code === 'string' && /^(Z_|ZSTD_|ERR_ZSTD)/.test(error.code);
}

/** The child's side of ChildProcessArtifactExtractor. The parent stops it by killing the process. */
export const extractArtifact: TaskFunction<Tasks['extract-artifact']> = (
  { request, chunkBytes, keyFiles },
  report,
) =>
  new CodecArtifactExtractor(chunkBytes, readInPlace, keyFiles).extract(request, {
    signal: new AbortController().signal,
    onProgress: (doneBytes, totalBytes) => {
      report({ doneBytes, totalBytes });
    },
  });

/** The child's side of `measure`. */
export const measureArtifact: TaskFunction<Tasks['measure-artifact']> = (
  { artifactPath, chunkBytes },
  report,
) =>
  new CodecArtifactExtractor(chunkBytes, readInPlace).measure(artifactPath, {
    signal: new AbortController().signal,
    onProgress: (doneBytes, totalBytes) => {
      report({ doneBytes, totalBytes });
    },
  });
