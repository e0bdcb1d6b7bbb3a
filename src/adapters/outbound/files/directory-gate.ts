import { stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../application/ports/clock.ts';
import { BackupTimeoutException } from '../../../domain/exceptions/backup-timeout-exception.ts';

/** A sleeping disk or a reconnecting share needs some seconds. */
const LONGEST_ANSWER_MS = 15_000;

/** A port whose methods all return promises. */
type AsyncPort<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...parameters: never[]) => infer Result
    ? Result extends Promise<unknown>
      ? Port[Name]
      : never
    : Port[Name];
};

/** Results of methods that never throw, for while the directory does not answer. */
type Fallbacks<Port> = {
  readonly [Name in keyof Port]?: Port[Name] extends (...parameters: never[]) => Promise<infer Result>
    ? () => Result
    : never;
};

interface GateOptions {
  /** The time limit of a run. */
  readonly timeoutMs: number;
  /** Default: `stat`. */
  readonly ask?: (directory: string) => Promise<unknown>;
}

/**
 * Protects the thread pool from a directory that hangs: each call on a hung disk blocks one of its few threads, and
 * with all of them blocked this process can read no file. So every operation checks the directory first. Only one
 * check runs at a time; while it is late, operations fail at once. An operation that has started can still block.
 */
export class DirectoryGate {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #ask: (directory: string) => Promise<unknown>;
  /** The running check; resolves to whether the directory answered in time. */
  #check: Promise<boolean> | undefined;

  constructor(directory: string, clock: Clock, { timeoutMs, ask = stat }: GateOptions) {
    this.#directory = directory;
    this.#clock = clock;
    // Half of it: leave time to report the failure.
    this.#limitMs = Math.min(timeoutMs / 2, LONGEST_ANSWER_MS);
    this.#ask = ask;
  }

  /** @throws BackupTimeoutException the directory does not answer */
  async assertAnswers(): Promise<void> {
    if (await (this.#check ??= this.#runCheck())) return;
    throw new BackupTimeoutException(`the backup directory does not answer: ${this.#directory}`, {
      hint: 'Its disk or share hangs. Check the mount, the network and the kernel log. The service continues when it answers.',
      details: { path: this.#directory, hangs: true },
    });
  }

  /** Returns the same port with every operation behind the check. */
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

  async #runCheck(): Promise<boolean> {
    const deadline = this.#clock.deadline(this.#limitMs);
    let isAnswered = false;
    const answered = this.#ask(this.#directory)
      // An error is an answer too.
      .catch(() => undefined)
      .then(() => {
        isAnswered = true;
        this.#check = undefined;
      });
    const passed = new Promise<void>((resolve) => {
      const onAbort = (): void => {
        // After a suspend, an answer that arrived is processed one turn after the deadline.
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
