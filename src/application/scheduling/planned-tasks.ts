import { dailyAt, type CronSchedule } from '../../domain/schedule/cron-schedule.ts';
import type { ScheduledTask } from '../../domain/schedule/scheduled-task.ts';
import type { VerificationSelection } from '../../domain/verification/select-for-verification.ts';
import type { VerificationLevel } from '../../domain/verification/verification.ts';

/** A task with what it needs to be done. */
export interface PlannedTask extends ScheduledTask {
  readonly sourcePath: string;
  /** Which backups a verification is about; of a backup nothing. */
  readonly selection: VerificationSelection | undefined;
}

export interface SchedulableDatabase {
  readonly name: string;
  readonly path: string;
  /** A cron expression of its own for its backups. */
  readonly schedule?: string | undefined;
}

/** The schedules of the settings. */
export interface SchedulePolicy {
  /** Whose clocks. */
  readonly timeZone: string;
  /** Of the daily backup, where no expression says otherwise; 0 to 23. */
  readonly backupScheduleHour: number;
  /** A cron expression for the backups; `undefined`: daily. */
  readonly backupSchedule: string | undefined;
  /** When and what is verified; without `cron` nothing is. */
  readonly verifySchedule: {
    readonly cron?: string | undefined;
    readonly level: VerificationLevel;
    readonly selection: VerificationSelection;
  };
  /** A cron expression for restore drills; `undefined`: none. */
  readonly drillSchedule: string | undefined;
}

/** When a database is backed up. */
export function backupScheduleOf(
  { schedule }: Pick<SchedulableDatabase, 'schedule'>,
  { timeZone, backupSchedule, backupScheduleHour }: SchedulePolicy,
): CronSchedule {
  return { expression: schedule ?? backupSchedule ?? dailyAt(backupScheduleHour), timeZone };
}

/** What is to be done again and again: of each database a backup, a verification, a drill, in this order. */
export function plannedTasks(
  databases: readonly SchedulableDatabase[],
  policy: SchedulePolicy,
): readonly PlannedTask[] {
  const { timeZone, verifySchedule, drillSchedule } = policy;
  return databases.flatMap((database): readonly PlannedTask[] => {
    const common = { database: database.name, sourcePath: database.path };
    const backup: PlannedTask = {
      ...common,
      kind: 'backup',
      schedule: backupScheduleOf(database, policy),
      level: undefined,
      selection: undefined,
    };
    const verify = proof(common, 'verify', verifySchedule.cron, timeZone, verifySchedule);
    const drill = proof(common, 'drill', drillSchedule, timeZone, DRILL);
    return [backup, ...verify, ...drill];
  });
}

/** What would be restored in an emergency is the newest one. */
const DRILL = { level: 'drill', selection: { kind: 'newest' } } as const;

function proof(
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
