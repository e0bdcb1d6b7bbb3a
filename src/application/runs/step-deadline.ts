import { BackupTimeoutException } from '../../domain/exceptions/backup-timeout-exception.ts';
import type { Clock, Deadline } from '../ports/clock.ts';
import type { RunEvent, RunListener } from '../ports/run-listener.ts';

/** A run with a hanging lock is given up 100 ms earlier and has a better message. */
const GRACE_MS = 1100;

/**
 * The deadline of a command's steps outside of runs: list backups, search databases, read the history. Each
 * run has its own deadline; when it ends, this one starts again.
 */
export class StepDeadline implements RunListener {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #running = new Set<string>();
  #deadline: Deadline | undefined;
  /** Set while a step is awaited. */
  #giveUp: (() => void) | undefined;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws BackupTimeoutException the step hangs; it is no longer awaited */
  async within<T>(step: Promise<T>): Promise<T> {
    const passed = new Promise<never>((_resolve, reject) => {
      this.#giveUp = () => {
        reject(this.#outOfTime());
      };
    });
    this.#restart();
    try {
      return await Promise.race([step, passed]);
    } finally {
      this.#giveUp = undefined;
      this.#deadline?.cancel();
    }
  }

  onRunEvent({ type, run }: RunEvent): void {
    if (type === 'started') {
      this.#running.add(run.id);
      this.#deadline?.cancel();
    } else if (type === 'succeeded' || type === 'failed') {
      this.#running.delete(run.id);
      if (this.#running.size === 0) this.#restart();
    }
  }

  #restart(): void {
    this.#deadline?.cancel();
    this.#deadline = this.#clock.deadline(this.#timeoutMs + GRACE_MS);
    this.#deadline.signal.addEventListener('abort', () => this.#giveUp?.());
  }

  #outOfTime(): BackupTimeoutException {
    const seconds = String(this.#timeoutMs / 1000);
    return new BackupTimeoutException(`the command did not finish within ${seconds} s`, {
      hint:
        'Check that the disks of the backup directory and of the databases answer (mount, network, kernel log). ' +
        'Raise timeout_seconds if there is that much to read.',
      details: { hangs: true },
    });
  }
}
