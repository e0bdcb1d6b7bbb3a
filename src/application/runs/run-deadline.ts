import type { Clock, Deadline } from '../ports/clock.ts';

/** What a wait is rejected with when its time is over: what was waited for goes on, or hangs for ever. */
export const TIMED_OUT: unique symbol = Symbol('gave up');

/** For a run that was given up. */
export const HANGING_HINT =
  'The run was given up. Check the disk or the share (mount, network, kernel log). The next run removes what is left.';

/** Ends in order take milliseconds; a disk that hangs takes no end. */
const GRACE_MS = 1000;

export interface RunDeadlineRequest {
  /** The deadline. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** How long the work may go on after its end was asked for. */
  readonly graceMs?: number | undefined;
  /** The wait for the lock comes before the deadline. */
  readonly lockWaitMs?: number | undefined;
}

/**
 * How long a run waits for anything: for its lock, its work, its record. Until the deadline or the caller's signal it
 * asks nothing; then work gets a short time to end in order; then it is given up, for its disk may hang.
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
    this.#deadline = this.#begin(request.timeoutMs + (request.lockWaitMs ?? 0));
    if (request.signal?.aborted === true) this.#startGrace();
    request.signal?.addEventListener('abort', this.#startGrace);
  }

  /** Aborts at the deadline and on the caller's signal. */
  get signal(): AbortSignal {
    const { signal } = this.#request;
    return signal === undefined ? this.#deadline.signal : AbortSignal.any([signal, this.#deadline.signal]);
  }

  /** Whether waits are given up by now. */
  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** The run begins now: its deadline counts from here. */
  restart(): void {
    if (this.#grace !== undefined) return;
    this.#deadline.cancel();
    this.#deadline = this.#begin(this.#request.timeoutMs);
  }

  /** @throws TIMED_OUT the time is over; what is waited for goes on by itself, and how it ends is ignored */
  orGiveUp<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this.#over;
    return new Promise<T>((resolve, reject) => {
      const giveUp = (): void => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- it is no error that anybody sees
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

  #begin(timeoutMs: number): Deadline {
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

/** What has settled already is taken, whatever the time is: it takes some turns of the microtask queue to be seen. */
function setImmediateGiveUp(giveUp: () => void): void {
  let turns = 10;
  const turn = (): void => {
    turns -= 1;
    if (turns === 0) giveUp();
    else queueMicrotask(turn);
  };
  turn();
}
