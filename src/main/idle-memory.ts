import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What was begun with a report, such as its delivery, is over by then. */
const WAIT_MS = 5000;

type Collect = (options: {
  readonly type: 'major';
  readonly execution: 'sync';
  readonly flavor: string;
}) => void;

/**
 * Gives back the memory that work has left. V8 collects when room is asked for, and a service that has done its work
 * asks for none: until the next night it would hold what the last one took. That costs some 50 ms in which nothing is
 * answered, so it belongs where work has ended, in a process that is our own.
 */
export class IdleMemory {
  #timer: NodeJS.Timeout | undefined;
  #collect: Collect | undefined;

  /** In a few seconds, however often it is called until then. */
  releaseSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#collect ??= exposedCollector();
      // V8 forgets the shapes of which no object is left, and what queues a callback, as every answer does many times,
      // would be slow ever after. The queue holds one of them now.
      process.nextTick(() => undefined);
      // The other flavors keep the room for new objects as large as it ever was.
      this.#collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    }, WAIT_MS).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** V8 shows its collector to contexts that are made while this flag is set; one that does not collects as it likes. */
function exposedCollector(): Collect {
  setFlagsFromString('--expose-gc');
  try {
    return (runInNewContext('globalThis.gc') as Collect | undefined) ?? (() => undefined);
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
