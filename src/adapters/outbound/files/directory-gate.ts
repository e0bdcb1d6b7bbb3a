import { stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../application/ports/clock.ts';
import { BackupTimeoutException } from '../../../domain/exceptions/backup-timeout-exception.ts';

/** A disk that spins up, or a share that reconnects, needs some seconds. */
const LONGEST_ANSWER_MS = 15_000;

/** A port whose methods all return promises. */
type AsyncPort<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...parameters: never[]) => infer Result
    ? Result extends Promise<unknown>
      ? Port[Name]
      : never
    : Port[Name];
};

/** What methods that never throw return while the directory does not answer. */
type Fallbacks<Port> = {
  readonly [Name in keyof Port]?: Port[Name] extends (...parameters: never[]) => Promise<infer Result>
    ? () => Result
    : never;
};

export interface GateOptions {
  /** The deadline of a run. */
  readonly timeoutMs: number;
  /** Asks the directory; left out: `stat`. */
  readonly ask?: (directory: string) => Promise<unknown>;
}

/**
 * Keeps calls from a directory that hangs. Each call on a hung disk occupies one of the few threads of the pool until
 * the disk answers; with all of them occupied, nothing in this process reads a file any more. So each operation asks
 * the directory first. At most one question is open: while it is not answered in time, operations are refused at once.
 * An operation during which the directory begins to hang still occupies a thread.
 */
export class DirectoryGate {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #ask: (directory: string) => Promise<unknown>;
  /** Resolves to whether the directory answers in time; there as long as the question is open. */
  #answering: Promise<boolean> | undefined;

  constructor(directory: string, clock: Clock, { timeoutMs, ask = stat }: GateOptions) {
    this.#directory = directory;
    this.#clock = clock;
    // Half, so that there is time left to report it before the deadline of the whole.
    this.#limitMs = Math.min(timeoutMs / 2, LONGEST_ANSWER_MS);
    this.#ask = ask;
  }

  /** @throws BackupTimeoutException the directory does not answer */
  async assertAnswers(): Promise<void> {
    if (await (this.#answering ??= this.#question())) return;
    throw new BackupTimeoutException(`the backup directory does not answer: ${this.#directory}`, {
      hint: 'Its disk or share hangs: check the mount, the network and the kernel log. Work goes on when it answers.',
      details: { path: this.#directory, hangs: true },
    });
  }

  /** The same port; its operations wait for the directory's answer, or are refused. */
  guard<Port extends object>(port: Port & AsyncPort<Port>, fallbacks: Fallbacks<Port> = {}): Port {
    return new Proxy<Port>(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        const fallback: unknown = Reflect.get(fallbacks, name);
        return async (...parameters: readonly unknown[]): Promise<unknown> => {
          try {
            await this.assertAnswers();
          } catch (error) {
            if (typeof fallback !== 'function') throw error;
            return Reflect.apply(fallback, undefined, []) as unknown;
          }
          return (await Reflect.apply(member, target, parameters)) as unknown;
        };
      },
    });
  }

  async #question(): Promise<boolean> {
    const deadline = this.#clock.deadline(this.#limitMs);
    let isAnswered = false;
    const answered = this.#ask(this.#directory)
      // An error is an answer, too.
      .catch(() => undefined)
      .then(() => {
        isAnswered = true;
        this.#answering = undefined;
      });
    const passed = new Promise<void>((resolve) => {
      const onAbort = (): void => {
        // After this process was suspended, an answer that is there is seen one turn later than the deadline.
        void nextTurn().then(() => {
          resolve();
        });
      };
      if (deadline.signal.aborted) onAbort();
      else deadline.signal.addEventListener('abort', onAbort, { once: true });
    });
    await Promise.race([answered, passed]);
    deadline.cancel();
    return isAnswered;
  }
}
