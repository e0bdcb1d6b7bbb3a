import type { Observation } from '../../domain/notification/condition.ts';
import type { HealthReport } from '../health/health-report.ts';

export interface NotificationPolicy {
  /** How old the newest verified backup of a database may grow. */
  readonly maxAgeHours: number;
}

/** What a health report says about conditions; what it could not find out neither begins nor ends anything. */
export function observeHealth(report: HealthReport, policy: NotificationPolicy): readonly Observation[] {
  return [...observeDisk(report), ...observeRetention(report), ...observeAge(report, policy)];
}

function observeDisk({ systemResources }: HealthReport): readonly Observation[] {
  const { status, findings, freeBytes } = systemResources;
  if (freeBytes === undefined) return [];
  const key = { event: 'disk_low', database: undefined, subject: undefined } as const;
  if (status === 'healthy') {
    return [{ ...key, holds: false, message: 'the disk of the backup directory has room again' }];
  }
  const message = findings.map((finding) => finding.message).join('; ');
  const hint = findings[0]?.hint ?? '';
  return [{ ...key, holds: true, severity: status, message, hint, code: undefined }];
}

function observeRetention({ database, backupDirectory }: HealthReport): readonly Observation[] {
  return database.databases.flatMap((entry): readonly Observation[] => {
    const key = {
      event: 'retention_frozen',
      database: entry.database,
      subject: undefined,
    } as const;
    const { frozen } = entry;
    if (frozen !== undefined) {
      const hint = `Look at the database; if all is as it should be: backup-manager acknowledge ${entry.database}`;
      return [{ ...key, holds: true, severity: 'warning', message: frozen, hint, code: undefined }];
    }
    // Where the directory cannot be read, nobody knows what is on record about a source.
    if (backupDirectory.status === 'critical') return [];
    return [{ ...key, holds: false, message: `retention of ${entry.database} goes on` }];
  });
}

function observeAge(
  { recentBackup }: HealthReport,
  { maxAgeHours }: NotificationPolicy,
): readonly Observation[] {
  return recentBackup.databases.map(({ database, ageHours }): Observation => {
    const key = { event: 'overdue', database, subject: undefined } as const;
    if (ageHours !== undefined && ageHours <= maxAgeHours) {
      return { ...key, holds: false, message: `${database} has a verified backup that is recent enough` };
    }
    const message =
      ageHours === undefined
        ? `${database} has no verified backup`
        : `the newest verified backup of ${database} is ${ageHours.toFixed(1)} h old (max_age_hours is ${String(maxAgeHours)})`;
    const severity = ageHours === undefined || ageHours > 2 * maxAgeHours ? 'critical' : 'warning';
    const hint = 'Look in the history and the log for why no newer one was made, or create one now.';
    return { ...key, holds: true, severity, message, hint, code: undefined };
  });
}
