import { BackupTimeoutException } from '../../../domain/exceptions/backup-timeout-exception.ts';
import { TaskDiedException } from './task-failures.ts';
import type { TaskOptions } from './task-process.ts';
import type { Deliver, StepwisePart, StepwiseRequest } from './tasks.ts';

interface StepwiseLimits<Start> {
  readonly signal: AbortSignal;
  /** For the whole task. */
  readonly timeLimitMs: number;
  /** For a single step. */
  readonly stepLimitMs: (start: Start) => number;
}

export interface StepwiseOutcome<Start, Step> {
  readonly start: Start;
  /** In order; `undefined` for a step that took too long or crashed. Shorter when the time limit was reached. */
  readonly steps: readonly (Step | undefined)[];
}

/** More crashes than this: every other table would crash the process too. */
const MAX_PROCESSES = 6;

/**
 * Runs a task in steps. When a step hangs or crashes its process, it is given up and another process continues with
 * the next step.
 *
 * @throws the task's exception
 * @throws BackupTimeoutException the time limit was reached before the task delivered its start
 * @throws BackupCreationException the process died before it delivered its start
 * @throws the signal's reason when it aborts
 */
export async function runStepwise<Start, Step>(
  run: (request: StepwiseRequest, options: TaskOptions<StepwisePart<Start, Step>>) => Promise<unknown>,
  limits: StepwiseLimits<Start>,
): Promise<StepwiseOutcome<Start, Step>> {
  const deadline = AbortSignal.timeout(limits.timeLimitMs);
  const steps: (Step | undefined)[] = [];
  let start: Start | undefined;
  for (let processes = 1; ; processes += 1) {
    const watch = new StepWatch();
    try {
      await run(
        { fromStep: steps.length },
        {
          signal: AbortSignal.any([limits.signal, deadline, watch.signal]),
          onProgress: (part) => {
            if (part.start === undefined) steps.push(part.step);
            start ??= part.start;
            if (start !== undefined) watch.expectWithin(limits.stepLimitMs(start));
          },
        },
      );
      return { start: requireStart(start), steps };
    } catch (error) {
      limits.signal.throwIfAborted();
      const gaveUp = deadline.aborted || watch.signal.aborted || error instanceof TaskDiedException;
      if (!gaveUp || (start === undefined && !deadline.aborted)) throw error;
      if (start === undefined) throw startTimeout(limits.timeLimitMs);
      if (deadline.aborted || processes === MAX_PROCESSES) return { start, steps };
      steps.push(undefined);
    } finally {
      watch.stop();
    }
  }
}

/** The child's side. A step's own failure is part of its result. */
export async function deliverSteps<Start, Step>(
  deliver: Deliver<StepwisePart<Start, Step>>,
  start: Start,
  steps: readonly (() => Step)[],
  { fromStep }: StepwiseRequest,
): Promise<void> {
  await deliver({ start });
  for (const perform of steps.slice(fromStep)) await deliver({ step: perform() });
}

/** Aborts when the next message does not arrive in time. */
class StepWatch {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  expectWithin(timeMs: number): void {
    this.stop();
    this.#timer = setTimeout(() => {
      this.#controller.abort();
    }, timeMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function requireStart<Start>(start: Start | undefined): Start {
  if (start === undefined) throw new TypeError('a stepwise task must deliver its start first');
  return start;
}

function startTimeout(timeLimitMs: number): BackupTimeoutException {
  return new BackupTimeoutException(`no list of tables within ${String(timeLimitMs / 1000)} s`, {
    hint: 'Try again when the machine has less load.',
  });
}
