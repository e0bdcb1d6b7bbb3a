import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type { DueTasks, NextRun } from '../../../application/scheduling/due-tasks.ts';
import { MINUTE_MS } from '../../../domain/units.ts';

/** A changed clock or a suspended machine is noticed within this time. */
const MAX_WAIT_MS = MINUTE_MS;

/** For running tasks when the service ends. */
const STOP_WITHIN_MS = 30_000;

export interface SchedulerParts {
  readonly runDueTasks: DueTasks;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Starts due tasks: checks at each due time, and at least once a minute. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  #running: Promise<void> | undefined;
  #isStopped = false;
  /** Ends the wait. */
  #wake = (): void => undefined;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
  }

  /** Idempotent; has no effect after `stop`. */
  start(): void {
    this.#running ??= this.#run();
  }

  nextRuns(): readonly NextRun[] {
    return this.#parts.runDueTasks.nextRuns();
  }

  /** Starts no more tasks; running ones continue. Resolves when no task can start any more. */
  async retire(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    this.#parts.runDueTasks.stop();
    await this.#running;
  }

  /** Starts no more tasks, cancels running ones after `withinMs`, and resolves when none is running. */
  async stop({ withinMs = STOP_WITHIN_MS }: { readonly withinMs?: number } = {}): Promise<void> {
    const { runDueTasks, clock } = this.#parts;
    const deadline = clock.deadline(withinMs);
    const cancel = (): void => {
      runDueTasks.cancel();
    };
    deadline.signal.addEventListener('abort', cancel);
    await this.retire();
    if (deadline.signal.aborted) cancel();
    await runDueTasks.idle();
    deadline.cancel();
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      await this.#startDueTasks();
      await this.#waitForNextDue();
    }
  }

  async #startDueTasks(): Promise<void> {
    try {
      await this.#parts.runDueTasks.execute();
    } catch (error) {
      // An internal error here must not end all backups.
      this.#parts.logger.error('cannot check for due tasks', error);
    }
  }

  async #waitForNextDue(): Promise<void> {
    const deadline = this.#parts.clock.deadline(this.#untilNextMs());
    await new Promise<void>((resolve) => {
      if (this.#isStopped || deadline.signal.aborted) resolve();
      deadline.signal.addEventListener('abort', () => {
        resolve();
      });
      this.#wake = resolve;
    });
    deadline.cancel();
  }

  #untilNextMs(): number {
    const nowMs = this.#parts.clock.now().getTime();
    const waitsMs = this.nextRuns().flatMap(({ at }) => (at === undefined ? [] : [at.getTime() - nowMs]));
    // A task that became due meanwhile starts at once, but never in a busy loop.
    return Math.max(1, Math.min(MAX_WAIT_MS, ...waitsMs));
  }
}
