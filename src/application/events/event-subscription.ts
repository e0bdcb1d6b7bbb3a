import type { FeedEvent } from './feed-event.ts';

/**
 * The waiting events of one subscriber, in order. A slow subscriber is dropped: its iteration ends, and it
 * may subscribe again with its last event's number.
 */
export class EventSubscription implements AsyncIterable<FeedEvent> {
  readonly #maxWaiting: number;
  readonly #onClosed: () => void;
  #waiting: FeedEvent[];
  #isClosed = false;
  #isDropped = false;
  #wake: (() => void) | undefined;

  constructor(first: readonly FeedEvent[], maxWaiting: number, onClosed: () => void) {
    this.#waiting = [...first];
    // The missed events are bounded by the backlog and come on top.
    this.#maxWaiting = maxWaiting + first.length;
    this.#onClosed = onClosed;
  }

  /** True when the subscriber was too slow. */
  get isDropped(): boolean {
    return this.#isDropped;
  }

  offer(event: FeedEvent): void {
    if (this.#isClosed) return;
    if (this.#waiting.length >= this.#maxWaiting) {
      this.#isDropped = true;
      this.#waiting = [];
      this.close();
      return;
    }
    this.#waiting.push(event);
    this.#wake?.();
  }

  /** Idempotent; waiting events are still delivered. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClosed();
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<FeedEvent, void, undefined> {
    try {
      for (;;) {
        const next = this.#waiting.shift();
        if (next !== undefined) yield next;
        else if (this.#isClosed) return;
        else await this.#something();
      }
    } finally {
      this.close();
    }
  }

  #something(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
