import { createHash, type Hash } from 'node:crypto';
import type { StoredArtifact } from '../../../application/ports/artifact-extractor.ts';
import type { KeyFiles } from '../../../domain/encryption/encryption.ts';
import { openEncrypted } from '../age/open-encrypted.ts';
import { decompress } from '../codec/decompress.ts';
import type { StoredBytes } from './stored-chunks.ts';

export interface StoredContentOptions {
  readonly keyFiles: KeyFiles;
  readonly isDigested: boolean;
  /** After each chunk of stored bytes. */
  readonly onBytes: (count: number) => void;
}

/** One stored artifact while it is read: its bytes are counted and digested on their way to the decoder. */
export class StoredContent {
  readonly artifact: StoredArtifact;
  readonly #stored: StoredBytes;
  readonly #options: StoredContentOptions;
  readonly #hash: Hash | undefined;
  #storedBytes = 0;

  constructor(artifact: StoredArtifact, stored: StoredBytes, options: StoredContentOptions) {
    this.artifact = artifact;
    this.#stored = stored;
    this.#options = options;
    this.#hash = options.isDigested ? createHash('sha256') : undefined;
  }

  get totalBytes(): number {
    return this.#stored.totalBytes;
  }

  /** The decrypted and decompressed bytes. Call it once. */
  read(): AsyncIterable<Buffer> {
    const { isEncrypted, fileKey, compression } = this.artifact;
    const { keyFiles } = this.#options;
    const packed =
      isEncrypted === true ? openEncrypted(this.#chunks(), { ...keyFiles, fileKey }) : this.#chunks();
    return decompress(packed, compression);
  }

  /** Call it once, after the last byte. */
  facts(): { readonly storedBytes: number; readonly storedSha256: string | undefined } {
    return { storedBytes: this.#storedBytes, storedSha256: this.#hash?.digest('hex') };
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    for await (const chunk of this.#stored.chunks()) {
      this.#hash?.update(chunk);
      this.#storedBytes += chunk.length;
      this.#options.onBytes(chunk.length);
      yield chunk;
    }
  }
}
