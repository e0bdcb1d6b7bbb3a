import { createParser } from 'eventsource-parser';
import type { ApiProblem } from './api-problem.ts';
import { problemFrom, unreachable } from './api-problem.ts';
import { pageEventOf, type PageEvent } from './page-event.ts';

export interface EventStreamOptions {
  readonly open: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>;
  /** The line stands; `isFirst` is false after a break, when everything may have changed. */
  readonly onOpen: (isFirst: boolean) => void;
  readonly onEvent: (event: PageEvent) => void;
  /** The line broke, or was never there; another try comes in `retryInMs`. */
  readonly onBroken: (problem: ApiProblem, retryInMs: number) => void;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
/** The service says something every 15 s: a line that is silent for longer is dead, though nobody closed it. */
const SILENCE_MS = 40_000;

/** Half of the pause is left to chance, so that many pages do not come back in the same moment. */
export function pauseMs(failures: number, chance: number): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
  return Math.round(longest * (0.5 + chance / 2));
}

/**
 * The service's events over `fetch`, which can send a token where `EventSource` cannot. Comes back by itself, and goes
 * on after the last event it got.
 */
export class EventStream {
  readonly #options: EventStreamOptions;
  #stopping = new AbortController();
  #lastEventId: string | undefined;
  #failures = 0;
  #wasOpen = false;
  #wake: (() => void) | undefined;
  #isRunning = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#stopping = new AbortController();
    void this.#run(this.#stopping.signal);
  }

  /** Ends the line; `start` begins anew, as if nothing had been heard. */
  stop(): void {
    this.#isRunning = false;
    this.#stopping.abort();
    this.#lastEventId = undefined;
    this.#wasOpen = false;
    this.#failures = 0;
    this.#wake?.();
  }

  /** Does not wait for the next try. */
  retryNow(): void {
    this.#wake?.();
  }

  async #run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const problem = await this.#follow(stopping);
      // `stop` is heard while the line is awaited.
      if (isAborted(stopping)) return;
      this.#failures += 1;
      const waitMs = pauseMs(this.#failures, Math.random());
      this.#options.onBroken(problem, waitMs);
      await this.#pause(waitMs);
    }
  }

  /** Until the line breaks; why it did. */
  async #follow(stopping: AbortSignal): Promise<ApiProblem> {
    const line = new AbortController();
    const hangUp = (): void => {
      line.abort();
    };
    stopping.addEventListener('abort', hangUp, { once: true });
    let silence = setTimeout(hangUp, SILENCE_MS);
    try {
      const { body } = await this.#options.open(this.#lastEventId, line.signal);
      if (body === null) return unreachable('an answer without a body');
      this.#opened();
      const parser = this.#parser();
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        clearTimeout(silence);
        silence = setTimeout(hangUp, SILENCE_MS);
        parser.feed(part.value);
      }
      return unreachable('the line was closed');
    } catch (error) {
      return line.signal.aborted ? unreachable('silence') : problemFrom(error);
    } finally {
      clearTimeout(silence);
      stopping.removeEventListener('abort', hangUp);
      line.abort();
    }
  }

  #opened(): void {
    const isFirst = !this.#wasOpen;
    this.#wasOpen = true;
    this.#failures = 0;
    this.#options.onOpen(isFirst);
  }

  #parser() {
    return createParser({
      onEvent: ({ id, event, data }) => {
        if (id !== undefined) this.#lastEventId = id;
        const known = pageEventOf(event, data);
        if (known !== undefined) this.#options.onEvent(known);
      },
    });
  }

  #pause(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
