import { setTimeout as sleep } from 'node:timers/promises';

const SECOND_MS = 1000;

export interface UploadLimitOptions {
  readonly bytesPerSecond: number;
  /** Default: the clock of this machine. */
  readonly nowMs?: () => number;
  /** Default: a timer. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** One limit for all uploads of this process: each piece waits until the bytes before it may have been sent. */
export class UploadLimit {
  readonly #bytesPerSecond: number;
  readonly #nowMs: () => number;
  readonly #wait: (ms: number) => Promise<unknown>;
  /** When all bytes so far may have been sent. */
  #freeAtMs = 0;

  constructor({ bytesPerSecond, nowMs = () => performance.now(), wait = sleep }: UploadLimitOptions) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#nowMs = nowMs;
    this.#wait = wait;
  }

  async *slowed(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      const now = this.#nowMs();
      const startsMs = Math.max(now, this.#freeAtMs);
      this.#freeAtMs = startsMs + (piece.length / this.#bytesPerSecond) * SECOND_MS;
      if (startsMs > now) await this.#wait(startsMs - now);
      yield piece;
    }
  }
}
