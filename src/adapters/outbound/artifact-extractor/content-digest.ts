import { createHash } from 'node:crypto';
import type { SequentialFile } from '../codec/sequential-file.ts';

/** The digest of a database's content, chunk by chunk. */
export interface ContentDigest {
  take(chunk: Buffer): void;
  /** In hex, after the last chunk. */
  sha256(): string;
}

/** For content that is not written anywhere. */
export class MemoryDigest implements ContentDigest {
  readonly #hash = createHash('sha256');

  take(chunk: Buffer): void {
    this.#hash.update(chunk);
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }
}

const READ_BACK_BYTES = 1024 * 1024;

/** Writes the content to a file and digests what the file holds, read back. */
export class ReadBackDigest implements ContentDigest {
  readonly #file: SequentialFile;
  readonly #hash = createHash('sha256');
  readonly #memory = Buffer.allocUnsafeSlow(READ_BACK_BYTES);
  #digestedBytes = 0;

  constructor(file: SequentialFile) {
    this.#file = file;
  }

  take(chunk: Buffer): void {
    this.#file.append([chunk], { digest: false });
    while (this.#file.bytes - this.#digestedBytes >= READ_BACK_BYTES) this.#readBack(READ_BACK_BYTES);
  }

  sha256(): string {
    this.#readBack(this.#file.bytes - this.#digestedBytes);
    return this.#hash.digest('hex');
  }

  #readBack(bytes: number): void {
    const target = this.#memory.subarray(0, bytes);
    this.#file.readBack(target, this.#digestedBytes);
    this.#hash.update(target);
    this.#digestedBytes += bytes;
  }
}
