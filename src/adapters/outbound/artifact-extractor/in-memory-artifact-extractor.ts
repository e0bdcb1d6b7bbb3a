import type {
  ArtifactExtractor,
  ExtractFacts,
  ExtractOptions,
  ExtractRequest,
  Reserve,
} from '../../../application/ports/artifact-extractor.ts';
import { COMPRESSIONS } from '../../../domain/backup/compression.ts';
import { beyondReserve } from '../../../domain/backup/reserve.ts';
import { BackupNotFoundException } from '../../../domain/exceptions/backup-not-found-exception.ts';
import { BackupVerificationException } from '../../../domain/exceptions/backup-verification-exception.ts';
import type { InMemoryDisk } from '../in-memory-disk/in-memory-disk.ts';
import { beginsAsDatabase } from '../in-memory-disk/in-memory-source.ts';

/**
 * Extracts artifacts of the in-memory snapshotter, which are not compressed. A "compressed" artifact that is no
 * database represents one that does not decompress.
 */
export class InMemoryArtifactExtractor implements ArtifactExtractor {
  readonly supports = { compressions: COMPRESSIONS };
  readonly #disk: InMemoryDisk;

  constructor(disk: InMemoryDisk) {
    this.#disk = disk;
  }

  async extract(
    request: ExtractRequest,
    { signal, onProgress, onContent }: ExtractOptions,
  ): Promise<ExtractFacts> {
    signal.throwIfAborted();
    const { artifactPath, compression, destinationPath, reserve } = request;
    const bytes = this.#disk.read(artifactPath);
    const sha256 = this.#disk.sha256(artifactPath);
    if (bytes === undefined || sha256 === undefined) {
      throw new BackupNotFoundException(`no backup at ${artifactPath}`, {
        hint: 'List the backups to see which are there.',
        details: { path: artifactPath },
      });
    }
    if (compression !== 'none' && !beginsAsDatabase(bytes)) {
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

  #assertFits(path: string, contentBytes: number, { freeBytes: reserveBytes, databaseBytes }: Reserve): void {
    const { freeBytes } = this.#disk;
    const neededBytes = Math.max(contentBytes, databaseBytes ?? 0);
    if (neededBytes + reserveBytes > freeBytes) {
      throw beyondReserve(path, { neededBytes, freeBytes, reserveBytes });
    }
  }
}
