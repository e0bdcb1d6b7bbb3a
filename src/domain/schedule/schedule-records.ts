import type { ExceptionCode } from '../exceptions/backup-manager-exception.ts';
import type { EndedRecord, HistoryEntry } from '../history/history-entry.ts';
import { isCredible } from './attendance.ts';
import { operationOf, type ScheduledTask } from './scheduled-task.ts';

const OPERATION = 'schedule';

/** Records that a task is on schedule from `since`: earlier due times do not count. */
export function policyRecord(task: ScheduledTask, since: Date): EndedRecord {
  const { kind, database, schedule } = task;
  return {
    event: 'ended',
    run: {
      // Equal for two services that start at once: they record the same.
      id: `${OPERATION}-${kind}-${database}-${since.toISOString()}`,
      operation: OPERATION,
      database,
      startedAt: since,
    },
    outcome: 'succeeded',
    durationMs: 0,
    facts: { task: kind, cron: schedule.expression, time_zone: schedule.timeZone },
    warnings: [],
    error: undefined,
  };
}

/**
 * Start of a task's present schedule; `undefined` where none, or another one, is recorded.
 * @param entries newest first
 */
export function policySince(
  entries: readonly HistoryEntry[],
  task: ScheduledTask,
  now: Date,
): Date | undefined {
  const { expression, timeZone } = task.schedule;
  const newest = entries.find((entry) => isScheduleOf(entry, task) && isCredible(entry.startedAt, now));
  const isSame = newest?.facts['cron'] === expression && newest.facts['time_zone'] === timeZone;
  return isSame ? newest.startedAt : undefined;
}

/** Whether a record puts this task on any schedule. */
export function isScheduleOf(
  entry: HistoryEntry,
  { kind, database }: Pick<ScheduledTask, 'kind' | 'database'>,
): boolean {
  return entry.operation === OPERATION && entry.database === database && entry.facts['task'] === kind;
}

export function missedRecord(task: ScheduledTask, dueAt: Date): EndedRecord {
  return {
    ...neverStarted(task, dueAt),
    outcome: 'missed',
    error: undefined,
  };
}

export function skippedRecord(task: ScheduledTask, dueAt: Date): EndedRecord {
  return {
    ...neverStarted(task, dueAt),
    outcome: 'skipped',
    error: {
      code: 'OPERATION_IN_PROGRESS' satisfies ExceptionCode,
      message: `the previous ${task.kind} of ${task.database} is still running`,
      hint: 'Make the schedule less frequent, or find why the run is slow.',
    },
  };
}

function neverStarted(task: ScheduledTask, dueAt: Date): Omit<EndedRecord, 'outcome' | 'error'> {
  const operation = operationOf(task);
  const level = task.level === undefined ? {} : { verification_level: task.level };
  return {
    event: 'ended',
    // A fixed identity: recorded once, however often it is noticed.
    run: {
      id: `${operation}-${task.database}-${dueAt.toISOString()}-scheduled-${task.kind}`,
      operation,
      database: task.database,
      startedAt: dueAt,
    },
    durationMs: 0,
    facts: { scheduled: task.kind, ...level },
    warnings: [],
  };
}
