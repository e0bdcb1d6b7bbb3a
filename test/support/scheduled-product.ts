import { InMemoryCalendar } from './in-memory-calendar.ts';
import type { ManualClock } from '../../src/adapters/outbound/clock/manual-clock.ts';
import { InMemoryLogger } from '../../src/adapters/outbound/logger/in-memory-logger.ts';
import {
  InMemoryRunHistory,
  type RememberedRecord,
} from '../../src/adapters/outbound/run-history/in-memory-run-history.ts';
import type { Calendar } from '../../src/application/ports/calendar.ts';
import type { PlannedTask } from '../../src/application/scheduling/planned-tasks.ts';
import { RunDueTasks, type MissedRun } from '../../src/application/scheduling/run-due-tasks.ts';
import type { StartedTask, TaskRunner } from '../../src/application/scheduling/task-runner.ts';
import type { HistoryEntry, RunOutcome } from '../../src/domain/history/history-entry.ts';
import { operationOf } from '../../src/domain/schedule/scheduled-task.ts';

export interface Begun {
  readonly task: PlannedTask;
  readonly at: Date;
  /** Ends the run; without `outcome` it succeeds. */
  end(outcome?: RunOutcome, error?: Error): Promise<void>;
  cancelled: boolean;
}

/** Records the requested runs; each stays running until it is ended. */
export class RecordingRunner implements TaskRunner {
  readonly begun: Begun[] = [];
  /** Databases with another running job. */
  readonly refusing = new Set<string>();
  /** Whether each run ends at once. */
  endsAtOnce = false;
  readonly #clock: ManualClock;
  readonly #history: InMemoryRunHistory;

  constructor(clock: ManualClock, history: InMemoryRunHistory) {
    this.#clock = clock;
    this.#history = history;
  }

  start(task: PlannedTask): StartedTask | undefined {
    if (this.refusing.has(task.database)) return undefined;
    const at = this.#clock.now();
    let resolve = (): void => undefined;
    let reject: (error: Error) => void = () => undefined;
    const promise = new Promise<void>((onEnd, onError) => {
      resolve = onEnd;
      reject = onError;
    });
    const end = async (outcome: RunOutcome = 'succeeded', error?: Error): Promise<void> => {
      await this.#record(task, at, outcome);
      if (error === undefined) resolve();
      else reject(error);
      await promise.catch(() => undefined);
    };
    const begun: Begun = { task, at, end, cancelled: false };
    this.begun.push(begun);
    const cancel = (): void => {
      begun.cancelled = true;
      void end('cancelled');
    };
    return { done: this.endsAtOnce ? end() : promise, cancel };
  }

  async #record(task: PlannedTask, startedAt: Date, outcome: RunOutcome): Promise<void> {
    const operation = operationOf(task);
    await this.#history.append({
      event: 'ended',
      run: {
        id: `${operation}-${task.database}-${startedAt.toISOString()}-${String(this.begun.length)}`,
        operation,
        database: task.database,
        startedAt,
      },
      outcome,
      durationMs: 1,
      facts: task.level === undefined ? {} : { verification_level: task.level },
      warnings: [],
      error: undefined,
    });
  }
}

/** The scheduling of a service with a manual clock; a second instance is the service after a restart. */
export class ScheduledProduct {
  readonly logger = new InMemoryLogger('debug');
  readonly history: InMemoryRunHistory;
  readonly runner: RecordingRunner;
  readonly missed: MissedRun[] = [];
  readonly runDueTasks: RunDueTasks;
  tasks: readonly PlannedTask[];
  readonly clock: ManualClock;

  constructor(
    clock: ManualClock,
    tasks: readonly PlannedTask[],
    {
      records = [],
      calendar = new InMemoryCalendar(),
      concurrency = 2,
      maxRuns = Infinity,
    }: {
      readonly records?: RememberedRecord[];
      readonly calendar?: Calendar;
      readonly concurrency?: number;
      readonly maxRuns?: number;
    } = {},
  ) {
    this.clock = clock;
    this.tasks = tasks;
    this.history = new InMemoryRunHistory(records, maxRuns);
    this.runner = new RecordingRunner(clock, this.history);
    const { history, logger, runner } = this;
    this.runDueTasks = new RunDueTasks(
      {
        ...{ calendar, clock, history, logger, runner },
        tasks: () => this.tasks,
        onMissed: (missed) => this.missed.push(missed),
      },
      { concurrency },
    );
  }

  /** Sets the clock, checks for due tasks, and lets them start. */
  async lookAt(moment: string): Promise<void> {
    this.clock.setNow(new Date(moment));
    await this.runDueTasks.execute();
    await settled();
  }

  /** The runs started since the last call, e.g. `backup app`. */
  begunNow(): readonly string[] {
    const begun = this.runner.begun.slice(this.#seen);
    this.#seen = this.runner.begun.length;
    return begun.map(({ task }) => `${task.kind} ${task.database}`);
  }

  async onRecord(outcome: string): Promise<readonly HistoryEntry[]> {
    const { entries } = await this.history.read();
    return entries.filter((entry) => entry.outcome === outcome && entry.operation !== 'schedule');
  }

  #seen = 0;
}

/** Runs all pending promise callbacks. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export function aTask(changes: Partial<PlannedTask> = {}): PlannedTask {
  const { database = 'app' } = changes;
  return {
    kind: 'backup',
    database,
    sourcePath: `/data/${database}.db`,
    schedule: { expression: '0 2 * * *', timeZone: 'UTC' },
    level: undefined,
    selection: undefined,
    ...changes,
  };
}
