import { createHash } from 'node:crypto';
import type { KeyFiles } from '../../../domain/encryption/encryption.ts';
import type {
  ArtifactExtractor,
  ArtifactSource,
  DeltaFacts,
  ExtractFacts,
  ExtractOptions,
  ExtractRequest,
  MeasureOptions,
  StoredArtifact,
  StoredFacts,
} from '../../../application/ports/artifact-extractor.ts';
import { supportedCompressions } from '../codec/decompress.ts';
import { isSystemError } from '../files/directory-exception.ts';
import { SequentialFile } from '../files/sequential-file.ts';
import { removeQuietly } from '../files/remove-file.ts';
import { readDelta } from './delta-frames.ts';
import { extractionFailure, unreadable } from './extraction-failures.ts';
import { rebuildFromChain, untilAborted } from './rebuild-from-chain.ts';
import { readInPool, storedBytesOf, type ReadFile, type StoredBytes } from './stored-chunks.ts';
import { StoredContent } from './stored-content.ts';
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
    const isDigested = request.digests !== 'database';
    const artifacts = [...(request.chain?.deltas ?? []), request];
    const contents = await this.#open(artifacts, options, isDigested);
    const full = contents.pop();
    if (full === undefined) throw new TypeError('the request is an artifact itself');
    const destination =
      request.destinationPath === undefined
        ? undefined
        : await SequentialFile.create(request.destinationPath, Number.POSITIVE_INFINITY);
    try {
      return await this.#read(request, options, { full, deltas: contents }, destination);
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

  async examineDelta(delta: StoredArtifact, options: MeasureOptions): Promise<DeltaFacts> {
    const [stored] = await this.#open([delta], options, true);
    if (stored === undefined) throw new TypeError('one artifact was opened');
    try {
      const content = await readDelta(untilAborted(stored.read(), options.signal));
      return { ...stored.facts(), ...content };
    } catch (error) {
      throw extractionFailure(error, delta, options.signal);
    }
  }

  async #read(
    request: ExtractRequest,
    options: ExtractOptions,
    { full, deltas }: { readonly full: StoredContent; readonly deltas: readonly StoredContent[] },
    destination: SequentialFile | undefined,
  ): Promise<ExtractFacts> {
    const content = destination === undefined ? new MemoryDigest() : new ReadBackDigest(destination);
    const room = this.#roomFor(request);
    let databaseBytes = 0;
    const take = async (piece: Buffer): Promise<void> => {
      room?.take(piece.length);
      content.take(piece);
      databaseBytes += piece.length;
      await options.onContent?.(piece);
    };
    const { chain, reserve } = request;
    if (chain === undefined) {
      for await (const piece of untilAborted(full.read(), options.signal)) await take(piece);
      return { ...full.facts(), databaseBytes, databaseSha256: content.sha256() };
    }
    const order = { chain, deltas, full, reserve, measureFree: this.#measureFree };
    const rebuilt = await rebuildFromChain(order, options.signal, take);
    const databaseSha256 = content.sha256();
    rebuilt.assertDigest(databaseSha256);
    return { ...full.facts(), databaseBytes, databaseSha256, deltas: rebuilt.deltas };
  }

  /** Progress is the sum over all of them. */
  async #open(
    artifacts: readonly StoredArtifact[],
    { signal, onProgress }: MeasureOptions,
    isDigested: boolean,
  ): Promise<StoredContent[]> {
    const progress = { doneBytes: 0, totalBytes: 0 };
    const onBytes = (count: number): void => {
      progress.doneBytes += count;
      onProgress?.(progress.doneBytes, progress.totalBytes);
    };
    const contents: StoredContent[] = [];
    for (const artifact of artifacts) {
      const stored = await this.#stored(artifact, signal);
      progress.totalBytes += stored.totalBytes;
      contents.push(new StoredContent(artifact, stored, { keyFiles: this.#keyFiles, isDigested, onBytes }));
    }
    return contents;
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
