import type { FeedEvent } from './feed-event.ts';

/**
 * The events that wait for one subscriber, in their order. One that does not keep up is dropped: its iteration ends,
 * and it may come back with the number of the last event it got.
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
    // What was missed is bounded by the backlog and comes on top.
    this.#maxWaiting = maxWaiting + first.length;
    this.#onClosed = onClosed;
  }

  /** Whether it was let go because it did not keep up. */
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

  /** Idempotent; what waits already is still handed out. */
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
