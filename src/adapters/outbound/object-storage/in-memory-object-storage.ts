import { setImmediate } from 'node:timers/promises';
import type { OpenArtifact } from '../../../application/ports/backup-store.ts';
import { StoreException, type StoreProblem } from '../../../domain/exceptions/store-exception.ts';
import { DAY_MS } from '../../../domain/units.ts';
import type { ObjectStorage, StoredObject } from './object-storage.ts';

interface Entry {
  readonly bytes: Uint8Array;
  readonly modifiedAt: Date;
  readonly version: string;
}

/** Failures that a test switches on. */
export interface StorageFaults {
  /** All of them, or those of the keys that match. */
  refuseWrites: boolean | RegExp;
  refuseRemoval: boolean | RegExp;
  /** Every request fails for this reason. */
  everything: StoreProblem | undefined;
}

/** Objects in memory. It counts requests as a server does: one for each page of a listing. */
export class InMemoryObjectStorage implements ObjectStorage {
  readonly location = 'memory://bucket';
  /** The clock of the server; a test replaces it. */
  clock = (): Date => new Date();
  /** Objects in one page of a listing. */
  pageSize = 1000;
  /** Requests so far; a test sets it back. */
  requestCount = 0;
  /** The most requests that ran at the same time. */
  mostInFlight = 0;
  readonly faults: StorageFaults = { refuseWrites: false, refuseRemoval: false, everything: undefined };
  /** Unfinished uploads by key, with the time of their start. */
  readonly unfinishedUploads = new Map<string, Date>();
  readonly #entries = new Map<string, Entry>();
  #inFlight = 0;
  #writeCount = 0;

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    let after = '';
    for (;;) {
      const { objects, isLast } = await this.#request(() => this.#page(prefix, after));
      yield* objects;
      if (isLast) return;
      after = objects.at(-1)?.key ?? '';
    }
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    return this.#request(() => this.#entries.get(key)?.bytes.slice());
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    await this.#request(() => this.#put(key, bytes.slice()));
  }

  async upload(
    key: string,
    bytes: AsyncIterable<Uint8Array>,
    sizeBytes: number,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    await this.#request(() => {
      this.#refuse(this.faults.refuseWrites, key);
      this.unfinishedUploads.set(key, this.clock());
    });
    const pieces: Uint8Array[] = [];
    try {
      for await (const piece of bytes) {
        signal.throwIfAborted();
        pieces.push(piece.slice());
      }
      signal.throwIfAborted();
      const content = Buffer.concat(pieces);
      if (content.length !== sizeBytes)
        throw failure('other', `${key} got ${String(content.length)} bytes, not ${String(sizeBytes)}`);
      await this.#request(() => this.#put(key, new Uint8Array(content)));
    } finally {
      // A lost connection leaves the upload unfinished on the server.
      if (this.faults.everything === undefined) this.unfinishedUploads.delete(key);
    }
  }

  async open(key: string): Promise<OpenArtifact | undefined> {
    const entry = await this.#request(() => this.#entries.get(key));
    if (entry === undefined) return undefined;
    const range = (start: number, end: number) => this.#request(() => this.#range(key, entry, start, end));
    return {
      sizeBytes: entry.bytes.length,
      read: async function* (start, end) {
        if (start < end) yield await range(start, end);
      },
      close: () => Promise.resolve(),
    };
  }

  async remove(key: string): Promise<void> {
    await this.#request(() => {
      this.#refuse(this.faults.refuseRemoval, key);
      this.#entries.delete(key);
    });
  }

  async removeUnfinishedUploads(): Promise<void> {
    await this.#request(() => {
      const before = this.clock().getTime() - DAY_MS;
      for (const [key, startedAt] of this.unfinishedUploads)
        if (startedAt.getTime() < before) this.unfinishedUploads.delete(key);
    });
  }

  async now(): Promise<Date> {
    return this.#request(() => this.clock());
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #request<T>(work: () => T): Promise<T> {
    this.requestCount += 1;
    this.#inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight);
    try {
      await setImmediate();
      const { everything } = this.faults;
      if (everything !== undefined) throw failure(everything, 'requests fail');
      return work();
    } finally {
      this.#inFlight -= 1;
    }
  }

  #put(key: string, bytes: Uint8Array): void {
    this.#refuse(this.faults.refuseWrites, key);
    this.#writeCount += 1;
    const version = `v${String(this.#writeCount)}`;
    this.#entries.set(key, { bytes, modifiedAt: this.clock(), version });
  }

  #refuse(fault: boolean | RegExp, key: string): void {
    if (fault instanceof RegExp ? fault.test(key) : fault) throw failure('permission', `${key} is protected`);
  }

  #page(
    prefix: string,
    after: string,
  ): { readonly objects: readonly StoredObject[]; readonly isLast: boolean } {
    const found = [...this.#entries]
      .filter(([key]) => key.startsWith(prefix) && key > after)
      .sort(([left], [right]) => (left < right ? -1 : 1));
    const objects = found
      .slice(0, this.pageSize)
      .map(([key, { bytes, ...rest }]) => ({ key, sizeBytes: bytes.length, ...rest }));
    return { objects, isLast: found.length <= this.pageSize };
  }

  #range(key: string, entry: Entry, start: number, end: number): Uint8Array {
    if (this.#entries.get(key) !== entry) throw failure('missing', `${key} was removed or replaced`);
    if (end > entry.bytes.length) throw failure('other', `${key} ends before byte ${String(end)}`);
    return entry.bytes.slice(start, end);
  }
}

function failure(reason: StoreProblem, message: string): StoreException {
  return new StoreException(`memory://bucket: ${message}`, {
    hint: 'Switch the fault off.',
    details: { location: 'memory://bucket', reason },
  });
}
