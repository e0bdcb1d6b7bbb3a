import { performance } from 'node:perf_hooks';
import type { Clock, Deadline } from '../../../application/ports/clock.ts';

/** Node's timers fire at once above this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class SystemClock implements Clock {
  now(): Date {
    return new Date();
  }

  monotonicMs(): number {
    return performance.now();
  }

  deadline(timeoutMs: number): Deadline {
    const controller = new AbortController();
    const dueMs = performance.now() + timeoutMs;
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const waitMs = Math.min(Math.max(dueMs - performance.now(), 0), LONGEST_TIMER_MS);
      // A pending deadline must not keep the process alive.
      timer = setTimeout(check, Math.ceil(waitMs)).unref();
    };
    const check = (): void => {
      // Node's timers may fire up to a millisecond early.
      if (performance.now() < dueMs) arm();
      else controller.abort(new DOMException('the deadline passed', 'TimeoutError'));
    };
    arm();
    const cancel = (): void => {
      clearTimeout(timer);
    };
    return { signal: controller.signal, cancel };
  }
}
