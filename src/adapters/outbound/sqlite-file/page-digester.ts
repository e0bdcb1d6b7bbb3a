import { Worker } from 'node:worker_threads';
import { PAGE_DIGEST_BYTES } from './page-table-file.ts';
import type { DigestRequest } from './page-digest-worker.ts';

/** While the thread works on one block, the next one is read. */
const SLOTS = 2;

interface Slot {
  readonly pages: SharedArrayBuffer;
  readonly digests: SharedArrayBuffer;
}

/** Receives the digests of a block; their memory is reused afterwards. */
type TakeDigests = (digests: Buffer) => void;

/** Digests the pages of an image in a thread of its own, block by block and in order. */
export class PageDigester {
  readonly #worker: Worker;
  readonly #pageSize: number;
  readonly #free: Slot[];
  /** In the order of the requests, which is that of the answers. */
  readonly #working: { readonly slot: Slot; readonly take: TakeDigests }[] = [];
  #failure: Error | undefined;
  #onChange: (() => void) | undefined;

  /** @param blockBytes the largest block */
  constructor(pageSize: number, blockBytes: number) {
    this.#pageSize = pageSize;
    this.#free = Array.from({ length: SLOTS }, () => ({
      pages: new SharedArrayBuffer(blockBytes),
      digests: new SharedArrayBuffer((blockBytes / pageSize) * PAGE_DIGEST_BYTES),
    }));
    // tsc does not rewrite file names in URLs.
    const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    this.#worker = new Worker(new URL(`./page-digest-worker.${ending}`, import.meta.url));
    this.#worker.on('message', (count: number) => {
      this.#finish(count);
    });
    this.#worker.on('error', (error: Error) => {
      this.#failure = error;
      this.#onChange?.();
    });
  }

  /** Resolves when the block is copied. */
  async submit(block: Buffer, take: TakeDigests): Promise<void> {
    await this.#until(() => this.#free.length > 0);
    const slot = this.#free.pop();
    if (slot === undefined) throw new TypeError('blocks are submitted one after the other');
    Buffer.from(slot.pages).set(block);
    this.#working.push({ slot, take });
    const request: DigestRequest = {
      ...slot,
      pageSize: this.#pageSize,
      count: block.length / this.#pageSize,
    };
    this.#worker.postMessage(request);
  }

  /** Resolves when the digests of all blocks were taken. */
  async drain(): Promise<void> {
    await this.#until(() => this.#working.length === 0);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #finish(count: number): void {
    const done = this.#working.shift();
    if (done === undefined) return;
    try {
      done.take(Buffer.from(done.slot.digests, 0, count * PAGE_DIGEST_BYTES));
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
    this.#free.push(done.slot);
    this.#onChange?.();
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (this.#failure === undefined && !isReached()) {
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }
}
