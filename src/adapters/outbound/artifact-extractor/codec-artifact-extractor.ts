import { createHash } from 'node:crypto';
import type { KeyFiles } from '../../../domain/encryption/encryption.ts';
import type {
  ArtifactExtractor,
  ArtifactSource,
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
import {
  artifactOnStdin,
  readInPlace,
  readInPool,
  storedBytesOf,
  type ReadFile,
  type StoredBytes,
} from './stored-chunks.ts';
import type { SourceOfTask, TaskFunction, Tasks } from '../task-worker/tasks.ts';
import {
  MemoryDigest,
  ReadBackDigest,
  FreeSpaceGuard,
  measureFreeBytes,
  type MeasureFreeBytes,
} from './extraction-destination.ts';

/** Decompresses artifacts with Node's own gzip and zstd. */
export class CodecArtifactExtractor implements ArtifactExtractor {
  readonly supports;
  readonly #chunkBytes: number;
  readonly #readFile: ReadFile;
  readonly #keyFiles: KeyFiles;
  readonly #measureFree: MeasureFreeBytes;

  constructor(
    chunkBytes: number,
    readFile: ReadFile = readInPool,
    keyFiles: KeyFiles = {},
    measureFree: MeasureFreeBytes = measureFreeBytes,
  ) {
    this.#chunkBytes = chunkBytes;
    this.#readFile = readFile;
    this.#keyFiles = keyFiles;
    this.supports = { compressions: supportedCompressions(), decryption: opensFiles(keyFiles) };
    this.#measureFree = measureFree;
  }

  async extract(request: ExtractRequest, options: ExtractOptions): Promise<ExtractFacts> {
    const stored = await this.#stored(request, options.signal);
    const destination =
      request.destinationPath === undefined
        ? undefined
        : await SequentialFile.create(request.destinationPath, Number.POSITIVE_INFINITY);
    try {
      return await this.#read(request, options, stored, destination);
    } catch (error) {
      if (request.destinationPath !== undefined) await removeQuietly(request.destinationPath);
      throw extractionFailure(error, request, options.signal);
    } finally {
      await destination?.close().catch(() => undefined);
    }
  }

  async measure(source: ArtifactSource, { signal, onProgress }: MeasureOptions): Promise<StoredFacts> {
    const { totalBytes, chunks } = await this.#stored(source, signal);
    const hash = createHash('sha256');
    let storedBytes = 0;
    try {
      for await (const chunk of chunks()) {
        signal.throwIfAborted();
        hash.update(chunk);
        storedBytes += chunk.length;
        onProgress?.(storedBytes, totalBytes);
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw isSystemError(error) ? unreadable(error, source.artifactPath) : error;
    }
    signal.throwIfAborted();
    return { storedBytes, storedSha256: hash.digest('hex') };
  }

  async #read(
    request: ExtractRequest,
    options: ExtractOptions,
    { totalBytes, chunks }: StoredBytes,
    destination: SequentialFile | undefined,
  ): Promise<ExtractFacts> {
    const storedHash = request.digests === 'database' ? undefined : createHash('sha256');
    const content = destination === undefined ? new MemoryDigest() : new ReadBackDigest(destination);
    const room = this.#roomFor(request);
    let storedBytes = 0;
    let databaseBytes = 0;
    const stored = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of chunks()) {
        storedHash?.update(chunk);
        storedBytes += chunk.length;
        options.onProgress?.(storedBytes, totalBytes);
        yield chunk;
      }
    };
    const { fileKey, compression } = request;
    const packed =
      request.isEncrypted === true ? openEncrypted(stored(), { ...this.#keyFiles, fileKey }) : stored();
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

  async #stored(source: ArtifactSource, signal: AbortSignal): Promise<StoredBytes> {
    return storedBytesOf(source, this.#readFile, this.#chunkBytes, signal);
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

/** The child's side of ChildProcessArtifactExtractor. The parent stops it by killing the process. */
export const extractArtifact: TaskFunction<Tasks['extract-artifact']> = (
  { source, request, chunkBytes, keyFiles },
  report,
) =>
  new CodecArtifactExtractor(chunkBytes, readInPlace, keyFiles).extract(
    { ...request, ...sourceOf(source) },
    {
      signal: new AbortController().signal,
      onProgress: (doneBytes, totalBytes) => {
        report({ doneBytes, totalBytes });
      },
    },
  );

/** The child's side of `measure`. */
export const measureArtifact: TaskFunction<Tasks['measure-artifact']> = ({ source, chunkBytes }, report) =>
  new CodecArtifactExtractor(chunkBytes, readInPlace).measure(sourceOf(source), {
    signal: new AbortController().signal,
    onProgress: (doneBytes, totalBytes) => {
      report({ doneBytes, totalBytes });
    },
  });

function sourceOf({ artifactPath, sentBytes }: SourceOfTask): ArtifactSource {
  return { artifactPath, opened: sentBytes === undefined ? undefined : artifactOnStdin(sentBytes) };
}
