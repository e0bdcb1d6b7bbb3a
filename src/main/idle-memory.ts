import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The delivery of a report is over by then. */
const WAIT_MS = 5000;

type Collect = (options: {
  readonly type: 'major';
  readonly execution: 'sync';
  readonly flavor: string;
}) => void;

/**
 * Returns unused memory after work: V8 collects only when it needs memory, which an idle service does not. Without it
 * and with two-byte program text, 30 captures left 130 MB instead of about 106 MB (docs/service.md). A collection
 * blocks for about 50 ms, so it runs after work, and only in our own process.
 */
export class IdleMemory {
  #timer: NodeJS.Timeout | undefined;
  #collect: Collect | undefined;

  /** Runs once, a few seconds after the first call. */
  releaseSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#collect ??= exposedCollector();
      // Keep one nextTick object alive: otherwise V8 drops its hidden class and later nextTick calls deoptimise.
      process.nextTick(() => undefined);
      // The other flavors do not shrink the young generation.
      this.#collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    }, WAIT_MS).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** V8 exposes its collector to contexts created while this flag is set; otherwise do nothing. */
function exposedCollector(): Collect {
  setFlagsFromString('--expose-gc');
  try {
    return (runInNewContext('globalThis.gc') as Collect | undefined) ?? (() => undefined);
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
