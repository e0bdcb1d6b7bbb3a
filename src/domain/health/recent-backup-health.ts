import { isManaged, isVerified, type Backup } from '../backup/backup.ts';
import { currentUpTo } from '../backup/current-as-of.ts';
import { isDamaged } from '../backup/damage.ts';
import { datedByNow, futureDated } from '../backup/future-dated.ts';
import { critical, warning, type HealthFinding } from './health.ts';
import { HOUR_MS } from '../units.ts';

export interface RecentBackupFacts {
  readonly database: string;
  readonly backupFiles: number;
  /** The newest managed backup that is not future-dated. */
  readonly newest: Backup | undefined;
  readonly newestVerified: Backup | undefined;
  /** Age of the newest verified backup, from the last run that found the database unchanged since. */
  readonly ageHours: number | undefined;
  readonly futureDated: readonly Backup[];
}

/** @param backups one database's, in any order */
export function recentBackupFacts(
  database: string,
  backups: readonly Backup[],
  now: Date,
): RecentBackupFacts {
  const managed = backups.filter(isManaged);
  const past = datedByNow(managed, now);
  const newestVerified = past.find(isVerified);
  return {
    database,
    backupFiles: backups.length,
    newest: past[0],
    newestVerified,
    ageHours: newestVerified && hoursSince(currentUpTo(newestVerified, now), now),
    futureDated: futureDated(managed, now),
  };
}

/** A time that a clock set back has left in the future is now. */
function hoursSince(time: Date, now: Date): number {
  return Math.max(0, now.getTime() - time.getTime()) / HOUR_MS;
}

/** @param maxAgeHours the newest verified backup may be this old; twice that is critical */
export function recentBackupFindings(
  facts: RecentBackupFacts,
  maxAgeHours: number,
): readonly HealthFinding[] {
  return [
    ...newestVerifiedFindings(facts),
    ...backupAgeFindings(facts, maxAgeHours),
    ...futureDatedFindings(facts),
  ];
}

function newestVerifiedFindings({
  database,
  newest,
  newestVerified,
}: RecentBackupFacts): readonly HealthFinding[] {
  if (newestVerified === undefined) {
    const message = `${database} has no verified backup`;
    const hint = 'Create one, and verify the existing backups.';
    return [critical({ kind: 'no_verified_backup', database, message, hint })];
  }
  // A damaged one has a finding of its own.
  if (newest === newestVerified || newest === undefined || isDamaged(newest)) return [];
  return [
    warning({
      kind: 'newest_not_verified',
      database,
      message: `the newest backup of ${database} is not verified: ${newest.filename}`,
      hint: 'Verify it to see the problem.',
    }),
  ];
}

function backupAgeFindings(
  { database, ageHours }: RecentBackupFacts,
  maxAgeHours: number,
): readonly HealthFinding[] {
  if (ageHours === undefined || ageHours <= maxAgeHours) return [];
  const level = ageHours > 2 * maxAgeHours ? critical : warning;
  return [
    level({
      kind: 'backup_too_old',
      database,
      message: `the newest verified backup of ${database} is ${ageHours.toFixed(1)} h old (max_age_hours is ${String(maxAgeHours)})`,
      hint: 'Find in the log file why no newer one was made, or create one now.',
    }),
  ];
}

/** @param since the due time by which a verified backup was expected */
export function overdueFindings(database: string, since: Date | undefined): readonly HealthFinding[] {
  if (since === undefined) return [];
  return [
    warning({
      kind: 'backup_overdue',
      database,
      message: `the scheduled backup of ${database} is overdue: it was due at ${since.toISOString()}`,
      hint: 'Check that the service runs (backup-manager serve), and look at the run in backup-manager history.',
    }),
  ];
}

function futureDatedFindings({ database, futureDated }: RecentBackupFacts): readonly HealthFinding[] {
  if (futureDated.length === 0) return [];
  const names = futureDated.map(({ filename }) => filename).join(', ');
  return [
    warning({
      kind: 'dated_in_future',
      database,
      message: `backups of ${database} are dated in the future: ${names}`,
      hint: 'Check the clock of this host and of the host that made them.',
    }),
  ];
}
