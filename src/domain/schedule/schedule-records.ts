import type { ExceptionCode } from '../exceptions/backup-manager-exception.ts';
import type { EndedRecord, HistoryEntry } from '../history/history-entry.ts';
import { isCredible } from './attendance.ts';
import { operationOf, type ScheduledTask } from './scheduled-task.ts';

const OPERATION = 'schedule';

/** Says that a task is on schedule from `since`: what was due before it was never promised. */
export function policyRecord(task: ScheduledTask, since: Date): EndedRecord {
  const { kind, database, schedule } = task;
  return {
    event: 'ended',
    run: {
      // The same for two services that begin at once: they promise the same.
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
 * Since when a task is on its present schedule; `undefined` where none is on record, or another one by now.
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

/** Whether a record says that a service put this task on a schedule, whichever. */
export function isScheduleOf(
  entry: HistoryEntry,
  { kind, database }: Pick<ScheduledTask, 'kind' | 'database'>,
): boolean {
  return entry.operation === OPERATION && entry.database === database && entry.facts['task'] === kind;
}

/** Says that a run was due and nobody began it. */
export function missedRecord(task: ScheduledTask, dueAt: Date): EndedRecord {
  return {
    ...neverBegun(task, dueAt),
    outcome: 'missed',
    error: undefined,
  };
}

/** Says that a run was due while another one was still at work. */
export function skippedRecord(task: ScheduledTask, dueAt: Date): EndedRecord {
  return {
    ...neverBegun(task, dueAt),
    outcome: 'skipped',
    error: {
      code: 'OPERATION_IN_PROGRESS' satisfies ExceptionCode,
      message: `the ${task.kind} of ${task.database} that was due before has not come to its end`,
      hint: 'Make the schedule less frequent, or find out what slows the run down.',
    },
  };
}

function neverBegun(task: ScheduledTask, dueAt: Date): Omit<EndedRecord, 'outcome' | 'error'> {
  const operation = operationOf(task);
  const level = task.level === undefined ? {} : { verification_level: task.level };
  return {
    event: 'ended',
    // The same each time that it is noticed, so that it is on record once.
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
