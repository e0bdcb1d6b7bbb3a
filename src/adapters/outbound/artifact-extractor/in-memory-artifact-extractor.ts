import { createHash } from 'node:crypto';
import type {
  ArtifactExtractor,
  ArtifactSource,
  ExtractFacts,
  ExtractOptions,
  ExtractRequest,
  MeasureOptions,
  Reserve,
  StoredFacts,
} from '../../../application/ports/artifact-extractor.ts';
import { COMPRESSIONS } from '../../../domain/backup/compression.ts';
import { beyondReserve } from '../../../domain/backup/reserve.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { DecryptionKeyException } from '../../../domain/exceptions/decryption-key-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
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
    const { artifactPath, compression, destinationPath, reserve } = request;
    const { bytes, sha256 } = await this.#read(request);
    signal.throwIfAborted();
    if (request.isEncrypted === true && request.fileKey === undefined && !this.hasIdentity) {
      throw new DecryptionKeyException(`${artifactPath} cannot be opened: no identity is configured`, {
        hint: 'Set encryption_identity_file.',
        details: { reason: 'missing' },
      });
    }
    const isPacked = compression !== 'none' || request.isEncrypted === true;
    if (isPacked && !beginsAsDatabase(bytes)) {
      throw new BackupVerificationException(`${artifactPath} does not decompress as ${compression}`, {
        hint: 'Use another backup.',
        details: { path: artifactPath },
      });
    }
    onProgress?.(bytes.length, bytes.length);
    await onContent?.(bytes);
    signal.throwIfAborted();
    if (destinationPath !== undefined) {
      if (reserve !== undefined) this.#assertFits(destinationPath, bytes.length, reserve);
      this.#disk.write(destinationPath, bytes);
    }
    const facts = {
      storedBytes: bytes.length,
      storedSha256: request.digests === 'database' ? undefined : sha256,
      databaseBytes: bytes.length,
      databaseSha256: sha256,
    };
    return facts;
  }

  async measure(source: ArtifactSource, { signal, onProgress }: MeasureOptions): Promise<StoredFacts> {
    signal.throwIfAborted();
    const { bytes, sha256 } = await this.#read(source);
    onProgress?.(bytes.length, bytes.length);
    signal.throwIfAborted();
    return { storedBytes: bytes.length, storedSha256: sha256 };
  }

  async #read({
    artifactPath: path,
    opened,
  }: ArtifactSource): Promise<{ readonly bytes: Uint8Array; readonly sha256: string }> {
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
