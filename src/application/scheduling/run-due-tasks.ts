import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import type { EndedRecord, HistoryEntry } from '../../domain/history/history-entry.ts';
import { attendedUpTo, isCredible } from '../../domain/schedule/attendance.ts';
import { scheduleState } from '../../domain/schedule/schedule-state.ts';
import {
  policyRecord,
  policySince,
  missedRecord,
  skippedRecord,
} from '../../domain/schedule/schedule-records.ts';
import { isRunOf, type TaskKind } from '../../domain/schedule/scheduled-task.ts';
import type { Calendar } from '../ports/calendar.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { RunHistory } from '../ports/run-history.ts';
import { DatabaseQueue } from './database-queue.ts';
import type { PlannedTask } from './planned-tasks.ts';
import type { StartedTask, TaskRunner } from './task-runner.ts';
import { timetableOf } from './timetable-of.ts';

export interface SchedulePorts {
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly journal: RunHistory;
  readonly logger: Logger;
  readonly runner: TaskRunner;
}

export interface RunDueTasksPolicy {
  /** How many databases are worked on at the same time. */
  readonly concurrency: number;
}

export interface MissedRun {
  readonly database: string;
  readonly task: TaskKind;
  readonly dueAt: Date;
}

export interface NextRun {
  readonly database: string;
  readonly task: TaskKind;
  /** `undefined`: never. */
  readonly at: Date | undefined;
}

interface TaskState {
  /** When the schedule came into force. */
  readonly since: Date;
  /** What was due until then has been attended to. */
  readonly attended: Date;
  readonly next: Date | undefined;
}

/**
 * Begins what is due, whenever it is asked to look. It remembers what it began, and asks the journal what others did
 * and what was before this process: of all that fell due meanwhile one run makes up for it, and each moment that was
 * missed is put on record.
 */
export class RunDueTasks {
  readonly #tasks: () => readonly PlannedTask[];
  readonly #ports: SchedulePorts;
  readonly #queue: DatabaseQueue;
  readonly #onMissed: (missed: MissedRun) => void;
  #states: ReadonlyMap<string, TaskState> = new Map();
  /** Waiting or at work, by the task's key; what waits cannot be asked to stop yet. */
  readonly #begun = new Map<string, StartedTask | undefined>();
  #stopped = false;
  #journalProblem: string | undefined;

  /**
   * @param tasks asked each time: databases come and go
   * @param onMissed told of each missed moment once, when it is put on record
   */
  constructor(
    tasks: () => readonly PlannedTask[],
    ports: SchedulePorts,
    policy: RunDueTasksPolicy,
    onMissed: (missed: MissedRun) => void = () => undefined,
  ) {
    this.#tasks = tasks;
    this.#ports = ports;
    this.#queue = new DatabaseQueue(policy.concurrency);
    this.#onMissed = onMissed;
  }

  /** Begins what is due, and does not wait for its end; not to be called again before it has returned. */
  async execute(): Promise<void> {
    const now = this.#ports.clock.now();
    const tasks = this.#tasks();
    const keys = new Set(tasks.map(keyOf));
    this.#states = new Map([...this.#states].filter(([key]) => keys.has(key)));
    const pressing = tasks.filter((task) => isPressing(this.#states.get(keyOf(task)), now));
    if (pressing.length === 0 || this.#stopped) return;
    const entries = await this.#readJournal();
    for (const task of pressing) await this.#attendTo(task, entries, now);
  }

  /** When each task is due next; empty before the first look. */
  nextRuns(): readonly NextRun[] {
    return this.#tasks().flatMap((task) => {
      const state = this.#states.get(keyOf(task));
      return state === undefined ? [] : [{ database: task.database, task: task.kind, at: state.next }];
    });
  }

  /** Resolves when nothing that was begun is at work any more. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** Begins nothing any more; what waits for its turn is given up, and due again after the next start. */
  stop(): void {
    this.#stopped = true;
    this.#queue.clear();
  }

  /** Asks all that is at work to stop. */
  cancel(): void {
    for (const begun of this.#begun.values()) begun?.cancel();
  }

  async #attendTo(task: PlannedTask, entries: readonly HistoryEntry[], now: Date): Promise<void> {
    const key = keyOf(task);
    const known = this.#states.get(key);
    const since = await this.#policySince(task, entries, now);
    const ofTask = entries.filter((entry) => isRunOf(entry, task));
    const attended = latest([since, known?.attended, attendedUpTo(ofTask, now)], now);
    const timetable = timetableOf(this.#ports.calendar, task.schedule);
    const { due, missed, next } = scheduleState(timetable, attended, now);
    this.#states = new Map(this.#states).set(key, {
      since,
      attended: due === undefined ? attended : now,
      next,
    });
    if (due === undefined) return;
    const onRecord = new Set(entries.map(({ id }) => id));
    for (const dueAt of missed) {
      const record = missedRecord(task, dueAt);
      if (!onRecord.has(record.run.id)) await this.#recordMissed(task, record, dueAt);
    }
    if (this.#begun.has(key)) await this.#append(skippedRecord(task, due));
    else this.#enqueue(task, due);
  }

  /** What was due before is not owed: nobody had promised it. */
  async #policySince(task: PlannedTask, entries: readonly HistoryEntry[], now: Date): Promise<Date> {
    const onRecord = policySince(entries, task, now);
    if (onRecord !== undefined) return onRecord;
    // The journal forgets its oldest lines, and may have been unwritable: what is known here goes into it again.
    const known = this.#states.get(keyOf(task))?.since;
    const since = known === undefined || known > now ? now : known;
    await this.#append(policyRecord(task, since));
    return since;
  }

  #enqueue(task: PlannedTask, due: Date): void {
    if (this.#stopped) return;
    const key = keyOf(task);
    this.#begun.set(key, undefined);
    this.#queue.add(task.database, async () => {
      try {
        await this.#perform(task, due);
      } finally {
        this.#begun.delete(key);
      }
    });
  }

  async #perform(task: PlannedTask, due: Date): Promise<void> {
    const { logger, runner } = this.#ports;
    const fields = { database: task.database, due_at: due.toISOString() };
    try {
      const begun = runner.begin(task);
      if (begun === undefined) {
        await this.#append(skippedRecord(task, due));
        return;
      }
      this.#begun.set(keyOf(task), begun);
      logger.debug(`scheduled ${task.kind} of ${task.database} begun`, fields);
      await begun.done;
    } catch (error) {
      // No run has told of it; the others go on.
      if (!(error instanceof BackupManagerException)) logger.error(failureOf(task), error, fields);
      else logger.warn(`${failureOf(task)}: ${error.message}`, { ...fields, hint: error.hint });
    }
  }

  async #recordMissed({ database, kind }: PlannedTask, record: EndedRecord, dueAt: Date): Promise<void> {
    await this.#append(record);
    this.#ports.logger.warn(`a scheduled ${kind} of ${database} was missed`, { due_at: dueAt.toISOString() });
    this.#onMissed({ database, task: kind, dueAt });
  }

  async #readJournal(): Promise<readonly HistoryEntry[]> {
    try {
      const { entries } = await this.#ports.journal.read();
      this.#journalProblem = undefined;
      return entries;
    } catch (error) {
      this.#tellOfJournal(error);
      return [];
    }
  }

  async #append(record: EndedRecord): Promise<void> {
    try {
      await this.#ports.journal.append(record);
    } catch (error) {
      this.#tellOfJournal(error);
    }
  }

  /** Once: backups go on without a journal, and every minute would repeat it. */
  #tellOfJournal(error: unknown): void {
    if (!(error instanceof BackupManagerException)) throw error;
    if (this.#journalProblem === undefined) {
      this.#ports.logger.warn(`the schedule cannot use the run journal: ${error.message}`, {
        hint: error.hint,
      });
    }
    this.#journalProblem = error.message;
  }
}

/** A task whose schedule was changed is another one. */
function keyOf({ kind, database, schedule }: PlannedTask): string {
  return `${kind} ${database} ${schedule.expression} ${schedule.timeZone}`;
}

/** Whether there is something to find out: it is new, it is due, or the clock was set far back. */
function isPressing(state: TaskState | undefined, now: Date): boolean {
  if (state === undefined || !isCredible(state.attended, now)) return true;
  return state.next !== undefined && state.next <= now;
}

function latest(moments: readonly (Date | undefined)[], now: Date): Date {
  const credible = moments.flatMap((moment) =>
    moment === undefined || !isCredible(moment, now) ? [] : [moment.getTime()],
  );
  return new Date(Math.max(...credible));
}

function failureOf({ kind, database }: PlannedTask): string {
  return `the scheduled ${kind} of ${database} failed`;
}
