import type { Observation } from '../../domain/notification/condition.ts';
import type { HealthCheck } from '../../domain/health/health.ts';

export interface NotificationPolicy {
  /** Maximum age of the newest verified backup. */
  readonly maxAgeHours: number;
}

/** The part of a health report that notifications use. */
export interface ObservedHealth {
  readonly database: {
    readonly databases: readonly {
      readonly database: string;
      /** Why its retention is paused; `undefined` without an anomaly. */
      readonly frozen: string | undefined;
    }[];
  };
  readonly backupDirectory: Pick<HealthCheck, 'status'>;
  readonly recentBackup: { readonly databases: readonly ObservedAge[] };
  readonly systemResources: HealthCheck & { readonly freeBytes: number | undefined };
}

interface ObservedAge {
  readonly database: string;
  /** Age of the newest verified backup. */
  readonly ageHours: number | undefined;
  /** The due time without the expected backup. */
  readonly overdueSince?: Date;
}

/** The conditions of a health report; unknown facts neither start nor end a condition. */
export function observeHealth(report: ObservedHealth, policy: NotificationPolicy): readonly Observation[] {
  const ages = report.recentBackup.databases.map((entry) => observeAge(entry, policy));
  return [...observeDisk(report), ...observeRetention(report), ...ages];
}

function observeDisk({ systemResources }: ObservedHealth): readonly Observation[] {
  const { status, findings, freeBytes } = systemResources;
  if (freeBytes === undefined) return [];
  const key = { event: 'disk_low', database: undefined, subject: undefined } as const;
  if (status === 'healthy') {
    return [
      { ...key, holds: false, message: 'the disk of the backup directory has enough free space again' },
    ];
  }
  const message = findings.map((finding) => finding.message).join('; ');
  const hint = findings.map((finding) => finding.hint).find((text) => text !== '') ?? '';
  return [{ ...key, holds: true, severity: status, message, hint, code: undefined }];
}

function observeRetention({ database, backupDirectory }: ObservedHealth): readonly Observation[] {
  return database.databases.flatMap(({ database: name, frozen }): readonly Observation[] => {
    const key = { event: 'retention_frozen', database: name, subject: undefined } as const;
    if (frozen !== undefined) {
      const hint = `Check the database. If its new state is right: backup-manager acknowledge ${name}`;
      return [{ ...key, holds: true, severity: 'warning', message: frozen, hint, code: undefined }];
    }
    // Without the directory the anomaly records are unknown.
    if (backupDirectory.status === 'critical') return [];
    return [{ ...key, holds: false, message: `retention of ${name} continues` }];
  });
}

function observeAge(age: ObservedAge, { maxAgeHours }: NotificationPolicy): Observation {
  const { database, ageHours, overdueSince } = age;
  const key = { event: 'overdue', database, subject: undefined } as const;
  const isRecent = ageHours !== undefined && ageHours <= maxAgeHours;
  if (isRecent && overdueSince === undefined) {
    return { ...key, holds: false, message: `${database} has a verified backup that is recent enough` };
  }
  const isLongOverdue = ageHours === undefined || ageHours > 2 * maxAgeHours;
  return {
    ...key,
    holds: true,
    severity: isLongOverdue ? 'critical' : 'warning',
    message: overdueText(age, maxAgeHours),
    hint: 'Find in the history and the log file why no newer one was made, or create one now.',
    code: undefined,
  };
}

function overdueText({ database, ageHours, overdueSince }: ObservedAge, maxAgeHours: number): string {
  if (ageHours === undefined) return `${database} has no verified backup`;
  const age = `${ageHours.toFixed(1)} h old`;
  return overdueSince === undefined
    ? `the newest verified backup of ${database} is ${age} (max_age_hours is ${String(maxAgeHours)})`
    : `no verified backup of ${database} since the one that was due at ${overdueSince.toISOString()}; the newest is ${age}`;
}
