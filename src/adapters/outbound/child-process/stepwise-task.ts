import { BackupTimeoutException } from '../../../domain/exceptions/backup-timeout-exception.ts';
import type { Deliver } from './serve-tasks.ts';
import { TaskDiedException } from './task-died-exception.ts';
import type { TaskProcess } from './task-process.ts';

/** What a child that works in steps delivers: first its beginning, then what came of each step, in order. */
export interface StepwisePart<Beginning, Step> {
  readonly beginning?: Beginning;
  readonly step?: Step;
}

/** What each child of a stepwise task is told besides its request. */
export interface StepwiseRequest {
  /** Steps that were done, or given up, before. */
  readonly fromStep: number;
}

export interface StepwiseLimits<Beginning> {
  readonly signal: AbortSignal;
  /** For everything, a beginning above all. */
  readonly timeLimitMs: number;
  /** For a single step. */
  readonly stepLimitMs: (beginning: Beginning) => number;
}

export interface StepwiseOutcome<Beginning, Step> {
  readonly beginning: Beginning;
  /** In their order; `undefined` for one that took too long or ended its process. It stops where the time was over. */
  readonly steps: readonly (Step | undefined)[];
}

/** A database that kills a process more often than this at its tables would do so at all of them. */
const MAX_PROCESSES = 6;

/**
 * Runs a task that works in steps, each of which may hang or crash its process: then the step is given up, and another
 * process goes on behind it.
 *
 * @throws the exception that the task threw
 * @throws BackupTimeoutException the time was over before it had begun
 * @throws BackupCreationException the process died before it had begun
 * @throws the signal's reason when it aborts
 */
export async function runStepwise<Beginning, Step>(
  process: TaskProcess,
  task: string,
  request: object,
  limits: StepwiseLimits<Beginning>,
): Promise<StepwiseOutcome<Beginning, Step>> {
  const deadline = AbortSignal.timeout(limits.timeLimitMs);
  const steps: (Step | undefined)[] = [];
  let beginning: Beginning | undefined;
  for (let processes = 1; ; processes += 1) {
    const watch = new StepWatch();
    try {
      await process.run(
        task,
        { ...request, fromStep: steps.length },
        {
          signal: AbortSignal.any([limits.signal, deadline, watch.signal]),
          onProgress: (part) => {
            const delivered = part as StepwisePart<Beginning, Step>;
            if (delivered.beginning === undefined) steps.push(delivered.step);
            beginning ??= delivered.beginning;
            if (beginning !== undefined) watch.expectWithin(limits.stepLimitMs(beginning));
          },
        },
      );
      return { beginning: begun(beginning), steps };
    } catch (error) {
      limits.signal.throwIfAborted();
      const gaveUp = deadline.aborted || watch.signal.aborted || error instanceof TaskDiedException;
      if (!gaveUp || (beginning === undefined && !deadline.aborted)) throw error;
      if (beginning === undefined) throw noBeginning(limits.timeLimitMs);
      if (deadline.aborted || processes === MAX_PROCESSES) return { beginning, steps };
      steps.push(undefined);
    } finally {
      watch.stop();
    }
  }
}

/** The child's side: tells the beginning, then does the steps that are left. A step's own failure is its result. */
export async function deliverSteps(
  deliver: Deliver,
  beginning: object,
  steps: readonly (() => object)[],
  { fromStep }: StepwiseRequest,
): Promise<void> {
  await deliver({ beginning } satisfies StepwisePart<object, object>);
  for (const perform of steps.slice(fromStep)) {
    await deliver({ step: perform() } satisfies StepwisePart<object, object>);
  }
}

/** Aborts when nothing is heard within the time that was said last. */
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

function begun<Beginning>(beginning: Beginning | undefined): Beginning {
  if (beginning === undefined) throw new TypeError('a stepwise task delivers its beginning first');
  return beginning;
}

function noBeginning(timeLimitMs: number): BackupTimeoutException {
  return new BackupTimeoutException(`no list of tables within ${String(timeLimitMs / 1000)} s`, {
    hint: 'Try again when the machine has less to do.',
  });
}
