import { byUrgency, databaseVerdict, type DatabaseStatus } from '../domain/health/database-verdict.ts';
import type { HealthFinding } from '../domain/health/health.ts';
import {
  retentionOf,
  type RetentionPolicies,
  type RetentionPolicy,
} from '../domain/retention/retention-policy.ts';
import type { CronSchedule } from '../domain/schedule/cron-schedule.ts';
import type { ScheduledTask, TaskKind } from '../domain/schedule/scheduled-task.ts';
import type { HealthMonitor } from './health/health-monitor.ts';
import type { HealthReport, VerificationHealth, SystemResourcesHealth } from './health/health-report.ts';
import type { Calendar } from './ports/calendar.ts';
import type { Clock } from './ports/clock.ts';
import { HOUR_MS } from '../domain/units.ts';

export interface DatabasesReport {
  readonly checkedAt: Date;
  /** Worst first. */
  readonly databases: readonly DatabaseProtection[];
  /** Findings about none of these databases. */
  readonly generalFindings: readonly HealthFinding[];
  readonly disk: Omit<SystemResourcesHealth, 'status' | 'findings'>;
  readonly diskWarningPercent: number;
  readonly diskCriticalPercent: number;
}

/** The protection of one database, and its next runs. */
export interface DatabaseProtection {
  readonly database: string;
  readonly path: string;
  readonly status: DatabaseStatus;
  /** Critical ones first. */
  readonly findings: readonly HealthFinding[];
  readonly newestVerifiedAt: Date | undefined;
  /** The last run that found the database unchanged since; `undefined` when none did. */
  readonly unchangedAt: Date | undefined;
  /** Age of the newest verified backup now, from `unchangedAt` where it is known. */
  readonly ageHours: number | undefined;
  readonly maxAgeHours: number;
  /** `undefined` where the backups cannot be listed. */
  readonly backupFiles: number | undefined;
  readonly totalBytes: number | undefined;
  readonly lastProof: VerificationHealth | undefined;
  readonly lastDrill: VerificationHealth | undefined;
  readonly schedule: Readonly<Partial<Record<TaskKind, NextRun>>>;
  readonly timeZone: string;
  readonly retention: RetentionPolicy;
  /** Why its retention is paused. */
  readonly frozen: string | undefined;
}

export interface NextRun {
  /** Five fields. */
  readonly expression: string;
  /** `undefined`: never. */
  readonly nextAt: Date | undefined;
}

export interface ReportDatabasesPorts {
  readonly healthMonitor: Pick<HealthMonitor, 'latest' | 'refresh'>;
  readonly calendar: Pick<Calendar, 'nextAfter'>;
  readonly clock: Pick<Clock, 'now'>;
}

export interface ReportDatabasesPolicy extends RetentionPolicies {
  /** Of the schedules. */
  readonly timeZone: string;
  readonly diskWarningPercent: number;
  readonly diskCriticalPercent: number;
  /** The scheduled tasks; called each time, because databases come and go. */
  readonly tasks: () => readonly ScheduledTask[];
}

/** Reports each database with its status, findings, next runs and rules, from the last health report. */
export class ReportDatabases {
  readonly #ports: ReportDatabasesPorts;
  readonly #policy: ReportDatabasesPolicy;

  constructor(ports: ReportDatabasesPorts, policy: ReportDatabasesPolicy) {
    this.#ports = ports;
    this.#policy = policy;
  }

  async execute(): Promise<DatabasesReport> {
    const { healthMonitor } = this.#ports;
    const { diskWarningPercent, diskCriticalPercent } = this.#policy;
    const { report } = healthMonitor.latest() ?? (await healthMonitor.refresh());
    const findings = findingsIn(report);
    const names = new Set(report.database.databases.map(({ database }) => database));
    const { freeBytes, totalBytes, usedPercent, trend } = report.systemResources;
    return {
      checkedAt: report.checkedAt,
      databases: this.#protections(report, findings),
      generalFindings: findings.filter(({ database }) => database === undefined || !names.has(database)),
      disk: { freeBytes, totalBytes, usedPercent, trend },
      diskWarningPercent,
      diskCriticalPercent,
    };
  }

  #protections(report: HealthReport, findings: readonly HealthFinding[]): readonly DatabaseProtection[] {
    const now = this.#ports.clock.now();
    const { timeZone } = this.#policy;
    const { maxAgeHours } = report.recentBackup;
    const recent = new Map(report.recentBackup.databases.map((one) => [one.database, one]));
    const schedules = this.#schedules(now);
    return report.database.databases
      .map(({ database, path, frozen }): DatabaseProtection => {
        const known = recent.get(database);
        const own = findings.filter((finding) => finding.database === database);
        const { newestVerifiedAt, unchangedAt } = known ?? {};
        const currentAt = unchangedAt ?? newestVerifiedAt;
        return {
          database,
          path,
          status: databaseVerdict({
            findings: own,
            areBackupsKnown: known !== undefined,
            isRetentionPaused: frozen !== undefined,
          }),
          findings: own,
          newestVerifiedAt,
          unchangedAt,
          ageHours: currentAt && Math.max(0, now.getTime() - currentAt.getTime()) / HOUR_MS,
          maxAgeHours,
          backupFiles: known?.backupFiles,
          totalBytes: known?.storedBytes,
          lastProof: known?.lastProof,
          lastDrill: known?.lastDrill,
          schedule: schedules.get(database) ?? {},
          timeZone,
          retention: retentionOf(database, this.#policy),
          frozen,
        };
      })
      .sort((left, right) => byUrgency(left.status, right.status));
  }

  #schedules(now: Date): ReadonlyMap<string, DatabaseProtection['schedule']> {
    // A thousand databases share a few schedules.
    const known = new Map<string, NextRun>();
    const nextRun = (schedule: CronSchedule): NextRun => {
      const { expression } = schedule;
      const key = `${expression} ${schedule.timeZone}`;
      const next = known.get(key) ?? { expression, nextAt: this.#ports.calendar.nextAfter(schedule, now) };
      known.set(key, next);
      return next;
    };
    const schedules = new Map<string, Partial<Record<TaskKind, NextRun>>>();
    for (const { kind, database, schedule } of this.#policy.tasks()) {
      schedules.set(database, { ...schedules.get(database), [kind]: nextRun(schedule) });
    }
    return schedules;
  }
}

/** Critical ones first. */
function findingsIn(report: HealthReport): readonly HealthFinding[] {
  const { database, backupDirectory, recentBackup, systemResources } = report;
  const all = [database, backupDirectory, recentBackup, systemResources].flatMap(({ findings }) => findings);
  return [
    ...all.filter(({ status }) => status === 'critical'),
    ...all.filter(({ status }) => status !== 'critical'),
  ];
}
