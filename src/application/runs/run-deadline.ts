import type { Clock, Deadline } from '../ports/clock.ts';

/** The rejection of a wait whose time is over; the awaited work may continue or hang. */
export const TIMED_OUT: unique symbol = Symbol('gave up');

/** For a run that was given up. */
export const HANGING_HINT =
  'The run was given up. Check the disk or the share (mount, network, kernel log). The next run removes the leftovers.';

/** A clean end takes milliseconds; a hanging disk never ends. */
const GRACE_MS = 1000;

export interface RunDeadlineRequest {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Time to end after an abort. */
  readonly graceMs?: number | undefined;
  /** The wait for the lock precedes the deadline. */
  readonly lockWaitMs?: number | undefined;
}

/**
 * Limits every wait of a run: for its lock, its work, its record. At the deadline or the caller's signal the
 * work gets a short time to end; then it is given up, because its disk may hang.
 */
export class RunDeadline {
  readonly #clock: Clock;
  readonly #request: RunDeadlineRequest;
  readonly #over = new AbortController();
  #deadline: Deadline;
  #grace: Deadline | undefined;

  constructor(clock: Clock, request: RunDeadlineRequest) {
    this.#clock = clock;
    this.#request = request;
    this.#deadline = this.#startDeadline(request.timeoutMs + (request.lockWaitMs ?? 0));
    if (request.signal?.aborted === true) this.#startGrace();
    request.signal?.addEventListener('abort', this.#startGrace);
  }

  /** Aborts at the deadline and on the caller's signal. */
  get signal(): AbortSignal {
    const { signal } = this.#request;
    return signal === undefined ? this.#deadline.signal : AbortSignal.any([signal, this.#deadline.signal]);
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** The deadline counts from now. */
  restart(): void {
    if (this.#grace !== undefined) return;
    this.#deadline.cancel();
    this.#deadline = this.#startDeadline(this.#request.timeoutMs);
  }

  /** @throws TIMED_OUT the time is over; the promise continues and its result is ignored */
  orGiveUp<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this.#over;
    return new Promise<T>((resolve, reject) => {
      const giveUp = (): void => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- not an error for callers
        reject(TIMED_OUT);
      };
      promise.then(resolve, reject).finally(() => {
        signal.removeEventListener('abort', giveUp);
      });
      if (signal.aborted) setImmediateGiveUp(giveUp);
      else signal.addEventListener('abort', giveUp);
    });
  }

  end(): void {
    this.#deadline.cancel();
    this.#grace?.cancel();
    this.#request.signal?.removeEventListener('abort', this.#startGrace);
  }

  #startDeadline(timeoutMs: number): Deadline {
    const deadline = this.#clock.deadline(timeoutMs);
    deadline.signal.addEventListener('abort', this.#startGrace);
    return deadline;
  }

  readonly #startGrace = (): void => {
    if (this.#grace !== undefined) return;
    this.#grace = this.#clock.deadline(this.#request.graceMs ?? GRACE_MS);
    this.#grace.signal.addEventListener('abort', () => {
      this.#over.abort();
    });
  };
}

/** A settled promise always wins: it needs some turns of the microtask queue. */
function setImmediateGiveUp(giveUp: () => void): void {
  let turns = 10;
  const turn = (): void => {
    turns -= 1;
    if (turns === 0) giveUp();
    else queueMicrotask(turn);
  };
  turn();
}
