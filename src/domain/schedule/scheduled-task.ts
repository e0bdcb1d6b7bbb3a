import type { HistoryEntry } from '../history/history-entry.ts';
import type { VerificationLevel } from '../verification/verification.ts';
import type { CronSchedule } from './cron-schedule.ts';

export const TASK_KINDS = ['backup', 'verify', 'drill'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** What is done of one database again and again. */
export interface ScheduledTask {
  readonly kind: TaskKind;
  readonly database: string;
  readonly schedule: CronSchedule;
  /** How much a verification proves; of a backup nothing. */
  readonly level: VerificationLevel | undefined;
}

/** The word under which the runs of a task are on record. */
export function operationOf({ kind }: Pick<ScheduledTask, 'kind'>): 'create' | 'verify' {
  return kind === 'backup' ? 'create' : 'verify';
}

/** Whether a run on record did the work of a task, whoever began it. */
export function isRunOf(entry: HistoryEntry, task: ScheduledTask): boolean {
  if (entry.database !== task.database || entry.operation !== operationOf(task)) return false;
  // Of a run that failed the level is not on record; it stands for whatever it may have been.
  const level = entry.facts['verification_level'] ?? task.level;
  return task.kind === 'backup' || level === task.level;
}
