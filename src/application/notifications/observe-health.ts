import type { Observation } from '../../domain/notification/condition.ts';
import type { HealthCheck } from '../../domain/health/health.ts';

export interface NotificationPolicy {
  /** How old the newest verified backup of a database may grow. */
  readonly maxAgeHours: number;
}

/** What notifications take from a health report. */
export interface ObservedHealth {
  readonly database: {
    readonly databases: readonly {
      readonly database: string;
      /** Why retention removes nothing of it; `undefined` when nothing is suspicious. */
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
  /** When a backup was due that has not been made. */
  readonly overdueSince?: Date;
}

/** What a health report says about conditions; what it could not find out neither begins nor ends anything. */
export function observeHealth(report: ObservedHealth, policy: NotificationPolicy): readonly Observation[] {
  const ages = report.recentBackup.databases.map((entry) => observeAge(entry, policy));
  return [...observeDisk(report), ...observeRetention(report), ...ages];
}

function observeDisk({ systemResources }: ObservedHealth): readonly Observation[] {
  const { status, findings, freeBytes } = systemResources;
  if (freeBytes === undefined) return [];
  const key = { event: 'disk_low', database: undefined, subject: undefined } as const;
  if (status === 'healthy') {
    return [{ ...key, holds: false, message: 'the disk of the backup directory has room again' }];
  }
  const message = findings.map((finding) => finding.message).join('; ');
  const hint = findings.map((finding) => finding.hint).find((text) => text !== '') ?? '';
  return [{ ...key, holds: true, severity: status, message, hint, code: undefined }];
}

function observeRetention({ database, backupDirectory }: ObservedHealth): readonly Observation[] {
  return database.databases.flatMap(({ database: name, frozen }): readonly Observation[] => {
    const key = { event: 'retention_frozen', database: name, subject: undefined } as const;
    if (frozen !== undefined) {
      const hint = `Look at the database; if all is as it should be: backup-manager acknowledge ${name}`;
      return [{ ...key, holds: true, severity: 'warning', message: frozen, hint, code: undefined }];
    }
    // Where the directory cannot be read, nobody knows what is on record about a source.
    if (backupDirectory.status === 'critical') return [];
    return [{ ...key, holds: false, message: `retention of ${name} goes on` }];
  });
}

function observeAge(age: ObservedAge, { maxAgeHours }: NotificationPolicy): Observation {
  const { database, ageHours, overdueSince } = age;
  const key = { event: 'overdue', database, subject: undefined } as const;
  const isRecent = ageHours !== undefined && ageHours <= maxAgeHours;
  if (isRecent && overdueSince === undefined) {
    return { ...key, holds: false, message: `${database} has a verified backup that is recent enough` };
  }
  const isLongGone = ageHours === undefined || ageHours > 2 * maxAgeHours;
  return {
    ...key,
    holds: true,
    severity: isLongGone ? 'critical' : 'warning',
    message: overdueText(age, maxAgeHours),
    hint: 'Look in the history and the log for why no newer one was made, or create one now.',
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
