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
import type { DueTasks, NextRun } from './due-tasks.ts';
import type { PlannedTask } from './planned-tasks.ts';
import type { StartedTask, TaskRunner } from './task-runner.ts';
import { timetableOf } from './timetable-of.ts';

export interface SchedulePorts {
  /** Called each time: databases come and go. */
  readonly tasks: () => readonly PlannedTask[];
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly history: RunHistory;
  readonly logger: Logger;
  readonly runner: TaskRunner;
  /** Called once per missed due time, when it is recorded. */
  readonly onMissed?: ((missed: MissedRun) => void) | undefined;
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

interface TaskState {
  /** Start of the schedule. */
  readonly since: Date;
  /** Due times up to here are done. */
  readonly attended: Date;
  readonly next: Date | undefined;
}

/**
 * Starts due tasks at each call. Its own runs it remembers, others it reads from the run history: one run
 * replaces all missed ones, and each missed due time is recorded.
 */
export class RunDueTasks implements DueTasks {
  readonly #ports: SchedulePorts;
  readonly #queue: DatabaseQueue;
  #states: ReadonlyMap<string, TaskState> = new Map();
  /** Waiting or running, by the task's key; `undefined` while it waits. */
  readonly #started = new Map<string, StartedTask | undefined>();
  #stopped = false;
  #historyProblem: string | undefined;

  constructor(ports: SchedulePorts, policy: RunDueTasksPolicy) {
    this.#ports = ports;
    this.#queue = new DatabaseQueue(policy.concurrency);
  }

  /** Starts due tasks without waiting for their end; must not be called again before it returns. */
  async execute(): Promise<void> {
    const now = this.#ports.clock.now();
    const tasks = this.#ports.tasks();
    const keys = new Set(tasks.map(keyOf));
    this.#states = new Map([...this.#states].filter(([key]) => keys.has(key)));
    const pressing = tasks.filter((task) => isPressing(this.#states.get(keyOf(task)), now));
    if (pressing.length === 0 || this.#stopped) return;
    const entries = await this.#readHistory();
    for (const task of pressing) await this.#attendTo(task, entries, now);
  }

  /** Empty before the first `execute`. */
  nextRuns(): readonly NextRun[] {
    return this.#ports.tasks().flatMap((task) => {
      const state = this.#states.get(keyOf(task));
      return state === undefined ? [] : [{ database: task.database, task: task.kind, at: state.next }];
    });
  }

  /** Resolves when no started task is running. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** Starts nothing more; waiting tasks are dropped, and due again after the next start. */
  stop(): void {
    this.#stopped = true;
    this.#queue.clear();
  }

  /** Cancels all running tasks. */
  cancel(): void {
    for (const started of this.#started.values()) started?.cancel();
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
    if (this.#started.has(key)) await this.#append(skippedRecord(task, due));
    else this.#enqueue(task, due);
  }

  /** Due times before the schedule started do not count. */
  async #policySince(task: PlannedTask, entries: readonly HistoryEntry[], now: Date): Promise<Date> {
    const onRecord = policySince(entries, task, now);
    if (onRecord !== undefined) return onRecord;
    // The run history drops its oldest lines and may have been unwritable: the known start is recorded again.
    const known = this.#states.get(keyOf(task))?.since;
    const since = known === undefined || known > now ? now : known;
    await this.#append(policyRecord(task, since));
    return since;
  }

  #enqueue(task: PlannedTask, due: Date): void {
    if (this.#stopped) return;
    const key = keyOf(task);
    this.#started.set(key, undefined);
    this.#queue.add(task.database, async () => {
      try {
        await this.#perform(task, due);
      } finally {
        this.#started.delete(key);
      }
    });
  }

  async #perform(task: PlannedTask, due: Date): Promise<void> {
    const { logger, runner } = this.#ports;
    const fields = { database: task.database, due_at: due.toISOString() };
    try {
      const started = runner.start(task);
      if (started === undefined) {
        await this.#append(skippedRecord(task, due));
        return;
      }
      this.#started.set(keyOf(task), started);
      logger.debug(`scheduled ${task.kind} of ${task.database} started`, fields);
      await started.done;
    } catch (error) {
      // No run reported it; the other tasks continue.
      if (!(error instanceof BackupManagerException)) logger.error(failureOf(task), error, fields);
      else logger.warn(`${failureOf(task)}: ${error.message}`, { ...fields, hint: error.hint });
    }
  }

  async #recordMissed({ database, kind }: PlannedTask, record: EndedRecord, dueAt: Date): Promise<void> {
    await this.#append(record);
    this.#ports.logger.warn(`a scheduled ${kind} of ${database} was missed`, { due_at: dueAt.toISOString() });
    this.#ports.onMissed?.({ database, task: kind, dueAt });
  }

  async #readHistory(): Promise<readonly HistoryEntry[]> {
    try {
      const { entries } = await this.#ports.history.read();
      this.#historyProblem = undefined;
      return entries;
    } catch (error) {
      this.#reportHistoryProblem(error);
      return [];
    }
  }

  async #append(record: EndedRecord): Promise<void> {
    try {
      await this.#ports.history.append(record);
    } catch (error) {
      this.#reportHistoryProblem(error);
    }
  }

  /** Once: backups continue without a run history, and every minute would repeat it. */
  #reportHistoryProblem(error: unknown): void {
    if (!(error instanceof BackupManagerException)) throw error;
    if (this.#historyProblem === undefined) {
      this.#ports.logger.warn(`the schedule cannot use the run history: ${error.message}`, {
        hint: error.hint,
      });
    }
    this.#historyProblem = error.message;
  }
}

/** A task with a changed schedule is another task. */
function keyOf({ kind, database, schedule }: PlannedTask): string {
  return `${kind} ${database} ${schedule.expression} ${schedule.timeZone}`;
}

/** Whether the history must be read: the task is new, due, or the clock was set far back. */
function isPressing(state: TaskState | undefined, now: Date): boolean {
  if (state === undefined || !isCredible(state.attended, now)) return true;
  return state.next !== undefined && state.next <= now;
}

function latest(times: readonly (Date | undefined)[], now: Date): Date {
  const credible = times.flatMap((time) =>
    time === undefined || !isCredible(time, now) ? [] : [time.getTime()],
  );
  return new Date(Math.max(...credible));
}

function failureOf({ kind, database }: PlannedTask): string {
  return `the scheduled ${kind} of ${database} failed`;
}
