import { isManaged, isVerified, type Backup } from '../backup/backup.ts';
import { isDamaged } from '../backup/damage.ts';
import { datedByNow, futureDated } from '../backup/future-dated.ts';
import { critical, warning, type HealthFinding } from './health.ts';

const HOUR_MS = 60 * 60 * 1000;

/** How fresh the backups of one database are. */
export interface RecentBackupFacts {
  readonly database: string;
  readonly backupFiles: number;
  /** The newest one of ours; those dated in the future are set apart. */
  readonly newest: Backup | undefined;
  readonly newestVerified: Backup | undefined;
  /** Age of the newest verified backup. */
  readonly ageHours: number | undefined;
  readonly futureDated: readonly Backup[];
}

/** Learns the facts from one database's backups, in any order. */
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
    ageHours: newestVerified && (now.getTime() - newestVerified.createdAt.getTime()) / HOUR_MS,
    futureDated: futureDated(managed, now),
  };
}

/** @param maxAgeHours how old the newest verified backup may grow before it is a warning; twice that is critical */
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
    const hint = 'Create one, and verify those that are there.';
    return [critical({ kind: 'no_verified_backup', database, message, hint })];
  }
  // A damaged one has a finding of its own.
  if (newest === newestVerified || newest === undefined || isDamaged(newest)) return [];
  return [
    warning({
      kind: 'newest_not_verified',
      database,
      message: `the newest backup of ${database} is not verified: ${newest.filename}`,
      hint: 'Verify it to see what is wrong with it.',
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
      hint: 'Look in the log for why no newer one was made, or create one now.',
    }),
  ];
}

/** @param since the due moment by which there should be a verified backup */
export function overdueFindings(database: string, since: Date | undefined): readonly HealthFinding[] {
  if (since === undefined) return [];
  return [
    warning({
      kind: 'backup_overdue',
      database,
      message: `the scheduled backup of ${database} is overdue: it was due at ${since.toISOString()}`,
      hint: 'See that the service runs (backup-manager serve), and in backup-manager history what became of the run.',
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
      hint: 'Check the clock of this host and of the one that made them.',
    }),
  ];
}
