import { createParser } from 'eventsource-parser';
import type { ApiProblem } from './api-problem.ts';
import { problemFrom, unreachable } from './api-problem.ts';
import { pageEventOf, type PageEvent } from './page-event.ts';

interface EventStreamOptions {
  readonly open: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>;
  /** `isFirst` is false after a broken connection: everything may have changed. */
  readonly onOpen: (isFirst: boolean) => void;
  readonly onEvent: (event: PageEvent) => void;
  readonly onBroken: (problem: ApiProblem, retryInMs: number) => void;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
/** The service sends something every 15 s: after a longer silence the connection is dead. */
const SILENCE_MS = 40_000;

/** Half of the delay is random, so that many pages do not reconnect at once. */
export function retryDelayMs(failures: number, chance: number): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
  return Math.round(longest * (0.5 + chance / 2));
}

/**
 * Reads the events with `fetch`, which can send a token; `EventSource` cannot. Reconnects after the last
 * event.
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

  /** @param lastEventId events before and including this one are known */
  start(lastEventId?: string): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#lastEventId = lastEventId;
    this.#stopping = new AbortController();
    void this.#run(this.#stopping.signal);
  }

  stop(): void {
    this.#isRunning = false;
    this.#stopping.abort();
    this.#wasOpen = false;
    this.#failures = 0;
    this.#wake?.();
  }

  retryNow(): void {
    this.#wake?.();
  }

  async #run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      const problem = await this.#follow(stopping);
      // `stop` may have been called meanwhile.
      if (isAborted(stopping)) return;
      this.#failures += 1;
      const waitMs = retryDelayMs(this.#failures, Math.random());
      this.#options.onBroken(problem, waitMs);
      await this.#wait(waitMs);
    }
  }

  /** @returns why the connection ended */
  async #follow(stopping: AbortSignal): Promise<ApiProblem> {
    const connection = new AbortController();
    const disconnect = (): void => connection.abort();
    stopping.addEventListener('abort', disconnect, { once: true });
    let silence = setTimeout(disconnect, SILENCE_MS);
    try {
      const { body } = await this.#options.open(this.#lastEventId, connection.signal);
      if (body === null) return unreachable('an answer without a body');
      this.#opened();
      const parser = this.#parser();
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        clearTimeout(silence);
        silence = setTimeout(disconnect, SILENCE_MS);
        parser.feed(part.value);
      }
      return unreachable('the connection was closed');
    } catch (error) {
      return connection.signal.aborted ? unreachable('silence') : problemFrom(error);
    } finally {
      clearTimeout(silence);
      stopping.removeEventListener('abort', disconnect);
      connection.abort();
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

  #wait(waitMs: number): Promise<void> {
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
