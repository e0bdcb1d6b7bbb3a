import type { Clock } from '../../../application/ports/clock.ts';
import type { Logger } from '../../../application/ports/logger.ts';
import type { NextRun, RunDueTasks } from '../../../application/scheduling/run-due-tasks.ts';

/** A clock that was set and a machine that slept are noticed within this time. */
const LONGEST_NAP_MS = 60_000;

/** What is at work when the service ends may take so long to come to its end. */
const STOP_WITHIN_MS = 30_000;

export interface SchedulerParts {
  readonly runDueTasks: RunDueTasks;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Looks for what is due at the next due moment, and once a minute at least. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  #running: Promise<void> | undefined;
  #isStopped = false;
  /** Ends the nap. */
  #wake = (): void => undefined;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
  }

  /** Idempotent; a scheduler that was stopped stays so. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** When each task is due next. */
  nextRuns(): readonly NextRun[] {
    return this.#parts.runDueTasks.nextRuns();
  }

  /** Begins nothing any more, and resolves when that is certain; what is at work goes on. */
  async retire(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    this.#parts.runDueTasks.stop();
    await this.#running;
  }

  /**
   * Begins nothing any more, and resolves when nothing is at work. What does not come to its end in time is cancelled.
   * @param withinMs how long to wait before
   */
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
      await this.#look();
      await this.#nap();
    }
  }

  async #look(): Promise<void> {
    try {
      await this.#parts.runDueTasks.execute();
    } catch (error) {
      // A bug in one look must not end all backups.
      this.#parts.logger.error('looking for what is due failed', error);
    }
  }

  async #nap(): Promise<void> {
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
    const moments = this.nextRuns().flatMap(({ at }) => (at === undefined ? [] : [at.getTime() - nowMs]));
    // A moment that passed during the look just now is looked at at once, yet never in a busy loop.
    return Math.max(1, Math.min(LONGEST_NAP_MS, ...moments));
  }
}
