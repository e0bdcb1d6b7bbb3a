import { dailyAt, type CronSchedule } from '../../domain/schedule/cron-schedule.ts';
import type { ScheduledTask } from '../../domain/schedule/scheduled-task.ts';
import type { VerificationSelection } from '../../domain/verification/select-for-verification.ts';
import type { VerificationLevel } from '../../domain/verification/verification.ts';
import type { DatabaseRef } from '../../domain/databases/database-ref.ts';

export interface PlannedTask extends ScheduledTask {
  readonly sourcePath: string;
  /** The backups to verify; `undefined` for a backup and a sync. */
  readonly selection: VerificationSelection | undefined;
}

export interface SchedulableDatabase extends DatabaseRef {
  /** A cron expression of its own for its backups. */
  readonly schedule?: string | undefined;
}

export interface SchedulePolicy {
  /** The time zone of the schedules. */
  readonly timeZone: string;
  /** For the daily backup, unless there is an expression; 0 to 23. */
  readonly backupScheduleHour: number;
  /** A cron expression for the backups; `undefined`: daily. */
  readonly backupSchedule: string | undefined;
  /** Without `cron` nothing is verified. */
  readonly verifySchedule: {
    readonly cron?: string | undefined;
    readonly level: VerificationLevel;
    readonly selection: VerificationSelection;
  };
  /** A cron expression for restore drills; `undefined`: none. */
  readonly drillSchedule: string | undefined;
  /** A cron expression to sync the stores; absent: none. */
  readonly syncSchedule?: string | undefined;
}

export function backupScheduleOf(
  { schedule }: Pick<SchedulableDatabase, 'schedule'>,
  { timeZone, backupSchedule, backupScheduleHour }: SchedulePolicy,
): CronSchedule {
  return { expression: schedule ?? backupSchedule ?? dailyAt(backupScheduleHour), timeZone };
}

/** The scheduled tasks of each database: backup, verification, drill, sync, in this order. */
export function plannedTasks(
  databases: readonly SchedulableDatabase[],
  policy: SchedulePolicy,
): readonly PlannedTask[] {
  const { timeZone, verifySchedule, drillSchedule, syncSchedule } = policy;
  return databases.flatMap((database): readonly PlannedTask[] => {
    const common = { database: database.name, sourcePath: database.path };
    const backup: PlannedTask = {
      ...common,
      kind: 'backup',
      schedule: backupScheduleOf(database, policy),
      level: undefined,
      selection: undefined,
    };
    const verify = verificationTask(common, 'verify', verifySchedule.cron, timeZone, verifySchedule);
    const drill = verificationTask(common, 'drill', drillSchedule, timeZone, DRILL);
    const sync: readonly PlannedTask[] =
      syncSchedule === undefined
        ? []
        : [{ ...backup, kind: 'sync', schedule: { expression: syncSchedule, timeZone } }];
    return [backup, ...verify, ...drill, ...sync];
  });
}

/** An emergency would restore the newest backup. */
const DRILL = { level: 'drill', selection: { kind: 'newest' } } as const;

function verificationTask(
  common: Pick<PlannedTask, 'database' | 'sourcePath'>,
  kind: 'verify' | 'drill',
  expression: string | undefined,
  timeZone: string,
  { level, selection }: { readonly level: VerificationLevel; readonly selection: VerificationSelection },
): readonly PlannedTask[] {
  return expression === undefined
    ? []
    : [{ ...common, kind, schedule: { expression, timeZone }, level, selection }];
}
