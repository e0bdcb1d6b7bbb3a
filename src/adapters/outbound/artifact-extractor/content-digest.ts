import { createHash } from 'node:crypto';
import type { SequentialFile } from '../codec/sequential-file.ts';

/** Takes a database's content chunk by chunk and says what its digest is. */
export interface ContentDigest {
  /** Chunks in order, one call at a time; a chunk must not change afterwards. */
  take(chunk: Buffer): Promise<void>;
  /** The digest in hex, once every chunk is where it belongs. */
  sha256(): Promise<string>;
  /** Waits for what is still going on, whatever comes of it. */
  settle(): Promise<void>;
}

/** Of content that goes nowhere. */
export class MemoryDigest implements ContentDigest {
  readonly #hash = createHash('sha256');

  take(chunk: Buffer): Promise<void> {
    this.#hash.update(chunk);
    return Promise.resolve();
  }

  sha256(): Promise<string> {
    return Promise.resolve(this.#hash.digest('hex'));
  }

  settle(): Promise<void> {
    return Promise.resolve();
  }
}

/** How much is read back at once. */
const READ_BACK_BYTES = 1024 * 1024;

/**
 * Of content that goes into a file: what is digested is what the file holds, read back while the next chunk is
 * being written.
 */
export class ReadBackDigest implements ContentDigest {
  readonly #file: SequentialFile;
  readonly #hash = createHash('sha256');
  readonly #memory = Buffer.allocUnsafeSlow(READ_BACK_BYTES);
  #digestedBytes = 0;
  #writing = Promise.resolve();
  #reading = Promise.resolve();

  constructor(file: SequentialFile) {
    this.#file = file;
  }

  async take(chunk: Buffer): Promise<void> {
    await this.#writing;
    // No further ahead of the read-back than one chunk, so that memory stays flat and the pages are still cached.
    await this.#reading;
    this.#reading = awaitedLater(this.#readBack(READ_BACK_BYTES));
    this.#writing = awaitedLater(this.#file.append([chunk], { digest: false }));
  }

  async sha256(): Promise<string> {
    await this.#writing;
    await this.#reading;
    await this.#readBack(1);
    return this.#hash.digest('hex');
  }

  async settle(): Promise<void> {
    await Promise.allSettled([this.#writing, this.#reading]);
  }

  /** Everything that is written by now, unless it is less than `leastBytes`. */
  async #readBack(leastBytes: number): Promise<void> {
    const writtenBytes = this.#file.bytes;
    if (writtenBytes - this.#digestedBytes < leastBytes) return;
    while (this.#digestedBytes < writtenBytes) {
      const target = this.#memory.subarray(0, writtenBytes - this.#digestedBytes);
      await this.#file.readBack(target, this.#digestedBytes);
      this.#hash.update(target);
      this.#digestedBytes += target.length;
    }
  }
}

/** Lets work go on beside other work: it is awaited later than it may fail. */
function awaitedLater(work: Promise<void>): Promise<void> {
  work.catch(() => undefined);
  return work;
}
