import type { TaskKind } from '../../domain/schedule/scheduled-task.ts';

export interface NextRun {
  readonly database: string;
  readonly task: TaskKind;
  /** `undefined`: never. */
  readonly at: Date | undefined;
}

/** Starts what is due at each call. */
export interface DueTasks {
  /** Starts due tasks without waiting for their end; must not be called again before it returns. */
  execute(): Promise<void>;
  nextRuns(): readonly NextRun[];
  /** Starts nothing more. */
  stop(): void;
  /** Cancels all running tasks. */
  cancel(): void;
  /** Resolves when no started task is running. */
  idle(): Promise<void>;
}

/** Several as one. An internal error of one does not stop the others. */
export function allDueTasks(all: readonly DueTasks[]): DueTasks {
  return {
    execute: async () => {
      const endings = await Promise.allSettled(all.map(async (one) => one.execute()));
      for (const ending of endings) if (ending.status === 'rejected') throw ending.reason;
    },
    nextRuns: () => all.flatMap((one) => one.nextRuns()),
    stop: () => {
      for (const one of all) one.stop();
    },
    cancel: () => {
      for (const one of all) one.cancel();
    },
    idle: async () => {
      await Promise.all(all.map(async (one) => one.idle()));
    },
  };
}
