import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { KeyFiles } from '../../../domain/encryption/encryption.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import type {
  ArtifactExtractor,
  ExtractFacts,
  ExtractOptions,
  ExtractRequest,
  MeasureOptions,
  StoredFacts,
} from '../../../application/ports/artifact-extractor.ts';
import { openEncrypted } from '../age/open-encrypted.ts';
import { supportedCompressions, decompress } from '../codec/decompress.ts';
import { isSystemError } from '../files/directory-exception.ts';
import { SequentialFile } from '../files/sequential-file.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { extractionFailure, unreadable } from './extraction-failures.ts';
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
  readonly supports;
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
    this.supports = { compressions: supportedCompressions(), decryption: opensFiles(keyFiles) };
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
      throw extractionFailure(error, request, options.signal);
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

/** Whether anything is configured that opens encrypted artifacts. */
function opensFiles({ identityFile, passphraseFile }: KeyFiles): boolean {
  return identityFile !== undefined || passphraseFile !== undefined;
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
