import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type {
  ArtifactExtractor,
  ExtractFacts,
  ExtractOptions,
  ExtractRequest,
} from '../../../application/ports/artifact-extractor.ts';
import { supportedCompressions } from '../codec/compression-support.ts';
import { decompress } from '../codec/decompress.ts';
import { isSystemError } from '../codec/directory-exception.ts';
import { SequentialFile } from '../codec/sequential-file.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { readInPool, type StoredChunks } from './stored-chunks.ts';
import { MemoryDigest, ReadBackDigest } from './content-digest.ts';
import { FreeSpaceGuard, measureFreeBytes, type MeasureFreeBytes } from './free-space-guard.ts';

/** Decompresses artifacts with Node's own gzip and zstd. */
export class CodecArtifactExtractor implements ArtifactExtractor {
  readonly supports = { compressions: supportedCompressions() };
  readonly #chunkBytes: number;
  readonly #readChunks: StoredChunks;
  readonly #measure: MeasureFreeBytes;

  constructor(
    chunkBytes: number,
    readChunks: StoredChunks = readInPool,
    measure: MeasureFreeBytes = measureFreeBytes,
  ) {
    this.#chunkBytes = chunkBytes;
    this.#readChunks = readChunks;
    this.#measure = measure;
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
    for await (const chunk of decompress(stored(this.#chunkBytes), request.compression)) {
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
    return new FreeSpaceGuard(destinationPath, reserve, this.#measure);
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
  if (!(error instanceof Error) || !isDecodingError(error)) return error;
  return new BackupVerificationException(
    `${request.artifactPath} does not decompress as ${request.compression}: ${error.message}`,
    { hint: 'The stored file is damaged or cut off: use another backup.', cause: error },
  );
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
