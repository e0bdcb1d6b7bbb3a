import type { HistoryEntry } from '../history/history-entry.ts';
import type { VerificationLevel } from '../verification/verification.ts';
import type { CronSchedule } from './cron-schedule.ts';

export const TASK_KINDS = ['backup', 'verify', 'drill', 'sync'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export interface ScheduledTask {
  readonly kind: TaskKind;
  readonly database: string;
  readonly schedule: CronSchedule;
  /** `undefined` for a backup and a sync. */
  readonly level: VerificationLevel | undefined;
}

/** The operation of a task's runs in the run history. */
export function operationOf({ kind }: Pick<ScheduledTask, 'kind'>): 'create' | 'verify' | 'sync' {
  if (kind === 'sync') return 'sync';
  return kind === 'backup' ? 'create' : 'verify';
}

/** Whether a run did the work of a task, started by hand or by schedule. */
export function isRunOf(entry: HistoryEntry, task: ScheduledTask): boolean {
  if (entry.database !== task.database || entry.operation !== operationOf(task)) return false;
  // A failed run has no recorded level: it counts for every level.
  const level = entry.facts['verification_level'] ?? task.level;
  return task.level === undefined || level === task.level;
}
