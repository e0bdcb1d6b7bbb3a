import { createHash } from 'node:crypto';
import type {
  ArtifactExtractor,
  ArtifactSource,
  DeltaFacts,
  ExtractFacts,
  ExtractOptions,
  ExtractRequest,
  MeasureOptions,
  Reserve,
  StoredArtifact,
  StoredFacts,
} from '../../../application/ports/artifact-extractor.ts';
import { COMPRESSIONS } from '../../../domain/backup/compression.ts';
import { beyondReserve } from '../../../domain/backup/reserve.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { DecryptionKeyException } from '../../../domain/exceptions/decryption-key-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import { applyDelta, IN_MEMORY_PAGE_BYTES, readDeltaFacts } from '../in-memory-disk/in-memory-delta.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { beginsAsDatabase } from '../in-memory-disk/in-memory-source.ts';

/**
 * Extracts artifacts of the in-memory snapshotter, which are not compressed. A "compressed" artifact that is no
 * database represents one that does not decompress.
 */
export class InMemoryArtifactExtractor implements ArtifactExtractor {
  readonly supports = { compressions: COMPRESSIONS, decryption: false };
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  /** Without it, an encrypted artifact needs its file key. */
  get hasIdentity(): boolean {
    return this.supports.decryption;
  }

  set hasIdentity(isConfigured: boolean) {
    this.supports.decryption = isConfigured;
  }

  async extract(
    request: ExtractRequest,
    { signal, onProgress, onContent }: ExtractOptions,
  ): Promise<ExtractFacts> {
    signal.throwIfAborted();
    const { artifactPath, compression, destinationPath, reserve, chain } = request;
    const full = await this.#read(request);
    const deltas: (ReadArtifact & { readonly artifact: StoredArtifact })[] = [];
    for (const artifact of chain?.deltas ?? []) deltas.push({ artifact, ...(await this.#read(artifact)) });
    signal.throwIfAborted();
    for (const artifact of [request, ...deltas.map((delta) => delta.artifact)]) this.#assertOpens(artifact);
    const isPacked = compression !== 'none' || request.isEncrypted === true;
    if (isPacked && !beginsAsDatabase(full.bytes))
      throw damaged(artifactPath, `does not decompress as ${compression}`);
    let bytes = full.bytes;
    for (const delta of deltas)
      bytes = ofDelta(delta.artifact.artifactPath, () => applyDelta(bytes, delta.bytes));
    const totalBytes = [full, ...deltas].reduce((sum, each) => sum + each.bytes.length, 0);
    onProgress?.(totalBytes, totalBytes);
    await onContent?.(bytes);
    signal.throwIfAborted();
    if (destinationPath !== undefined) {
      if (reserve !== undefined) this.#assertFits(destinationPath, bytes.length, reserve);
      this.#disk.write(destinationPath, bytes);
    }
    const isDigested = request.digests !== 'database';
    return {
      storedBytes: full.bytes.length,
      storedSha256: isDigested ? full.sha256 : undefined,
      databaseBytes: bytes.length,
      databaseSha256: createHash('sha256').update(bytes).digest('hex'),
      ...(chain && { deltas: deltas.map(({ artifact, ...delta }) => factsOf(artifact, delta, isDigested)) }),
    };
  }

  async examineDelta(delta: StoredArtifact, { signal, onProgress }: MeasureOptions): Promise<DeltaFacts> {
    signal.throwIfAborted();
    const read = await this.#read(delta);
    this.#assertOpens(delta);
    onProgress?.(read.bytes.length, read.bytes.length);
    signal.throwIfAborted();
    return factsOf(delta, read, true);
  }

  async measure(source: ArtifactSource, { signal, onProgress }: MeasureOptions): Promise<StoredFacts> {
    signal.throwIfAborted();
    const { bytes, sha256 } = await this.#read(source);
    onProgress?.(bytes.length, bytes.length);
    signal.throwIfAborted();
    return { storedBytes: bytes.length, storedSha256: sha256 };
  }

  #assertOpens({ artifactPath, isEncrypted, fileKey }: StoredArtifact): void {
    if (isEncrypted !== true || fileKey !== undefined || this.hasIdentity) return;
    throw new DecryptionKeyException(`${artifactPath} cannot be opened: no identity is configured`, {
      hint: 'Set encryption_identity_file.',
      details: { reason: 'missing' },
    });
  }

  async #read({ artifactPath: path, opened }: ArtifactSource): Promise<ReadArtifact> {
    if (opened !== undefined) {
      const pieces: Uint8Array[] = [];
      for await (const piece of opened.read(0, opened.sizeBytes)) pieces.push(piece);
      const bytes = Buffer.concat(pieces);
      return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
    }
    const bytes = this.#disk.read(path);
    const sha256 = this.#disk.sha256(path);
    if (bytes !== undefined && sha256 !== undefined) return { bytes, sha256 };
    throw new BackupNotFoundException(`no backup at ${path}`, {
      hint: 'List the backups to see which are there.',
      details: { path },
    });
  }

  #assertFits(path: string, contentBytes: number, { freeBytes: reserveBytes, databaseBytes }: Reserve): void {
    const { freeBytes } = this.#disk;
    const neededBytes = Math.max(contentBytes, databaseBytes ?? 0);
    if (neededBytes + reserveBytes > freeBytes) {
      throw beyondReserve(path, { neededBytes, freeBytes, reserveBytes });
    }
  }
}

interface ReadArtifact {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

function factsOf(
  { artifactPath }: StoredArtifact,
  { bytes, sha256 }: ReadArtifact,
  isDigested: boolean,
): DeltaFacts {
  const content = ofDelta(artifactPath, () => readDeltaFacts(bytes));
  const storedSha256 = isDigested ? sha256 : undefined;
  return { storedBytes: bytes.length, storedSha256, ...content, pageSize: IN_MEMORY_PAGE_BYTES };
}

function ofDelta<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error) throw damaged(path, `is damaged: ${error.message}`);
    throw error;
  }
}

function damaged(path: string, problem: string): BackupVerificationException {
  return new BackupVerificationException(`${path} ${problem}`, {
    hint: 'Use another backup.',
    details: { path },
  });
}
