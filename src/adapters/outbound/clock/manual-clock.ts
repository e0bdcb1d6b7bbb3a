import type { Clock, Deadline } from '../../../application/ports/clock.ts';

interface PendingDeadline {
  readonly dueMs: number;
  readonly controller: AbortController;
}

/** A clock that moves only by `advance` and `setNow`. */
export class ManualClock implements Clock {
  #wallMs: number;
  #monotonicMs = 0;
  readonly #pending = new Set<PendingDeadline>();

  constructor(start = new Date('2026-11-22T21:08:00.123Z')) {
    this.#wallMs = start.getTime();
  }

  now(): Date {
    return new Date(this.#wallMs);
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  /** Aborts the deadlines that fall due before it returns. */
  advance(milliseconds: number): void {
    this.#wallMs += milliseconds;
    this.#monotonicMs += milliseconds;
    this.#fireDue();
  }

  /** Sets the wall clock, as an administrator or NTP does. Durations and deadlines do not change. */
  setNow(now: Date): void {
    this.#wallMs = now.getTime();
  }

  deadline(timeoutMs: number): Deadline {
    const pending = { dueMs: this.#monotonicMs + timeoutMs, controller: new AbortController() };
    this.#pending.add(pending);
    this.#fireDue();
    const cancel = (): void => {
      this.#pending.delete(pending);
    };
    return { signal: pending.controller.signal, cancel };
  }

  #fireDue(): void {
    for (const pending of this.#pending) {
      if (pending.dueMs > this.#monotonicMs) continue;
      this.#pending.delete(pending);
      pending.controller.abort(new DOMException('the deadline passed', 'TimeoutError'));
    }
  }
}
