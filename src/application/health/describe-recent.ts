import { isManaged, isVerified, manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { foundUnchangedAt } from '../../domain/backup/current-as-of.ts';
import { isDamaged } from '../../domain/backup/damage.ts';
import { verificationFacts, type BackupVerification } from '../../domain/health/verification-health.ts';
import type { RecentBackupFacts } from '../../domain/health/recent-backup-health.ts';
import type { BackupCounts, VerificationHealth, RecentBackupHealth } from './health-report.ts';
import { HOUR_MS } from '../../domain/units.ts';

export function describeRecent(
  facts: RecentBackupFacts,
  backups: readonly Backup[],
  now: Date,
): RecentBackupHealth['databases'][number] {
  const { database, backupFiles, newest, newestVerified, ageHours } = facts;
  const { lastOk, lastDrill } = verificationFacts(backups, now);
  const manifest = newest && manifestOf(newest);
  return {
    database,
    backupFiles,
    newest: newest?.filename,
    newestAt: newest?.createdAt,
    newestUnchangedAt: newest && foundUnchangedAt(newest, now),
    newestVerified: newestVerified?.filename,
    newestVerifiedAt: newestVerified?.createdAt,
    unchangedAt: newestVerified && foundUnchangedAt(newestVerified, now),
    ageHours,
    lastProof: lastOk && describeVerification(lastOk, now),
    lastDrill: lastDrill && describeVerification(lastDrill, now),
    counts: countStates(backups),
    storedBytes: backups.reduce((sum, backup) => sum + backup.storedBytes, 0),
    newestStoredBytes: newest?.storedBytes,
    newestDatabaseBytes: manifest?.databaseBytes,
    newestDurationMs: manifest?.durationMs,
  };
}

function describeVerification({ filename, verification }: BackupVerification, now: Date): VerificationHealth {
  const { at, level, result, restoreMs } = verification;
  return { filename, at, level, result, restoreMs, ageHours: (now.getTime() - at.getTime()) / HOUR_MS };
}

function countStates(backups: readonly Backup[]): BackupCounts {
  const managed = backups.filter(isManaged);
  const damaged = managed.filter(
    (backup) => backup.record.condition === 'damaged' || isDamaged(backup),
  ).length;
  const verified = managed.filter(isVerified).length;
  return {
    verified,
    unverified: managed.length - verified - damaged,
    damaged,
    unmanaged: backups.length - managed.length,
    pinned: managed.filter(({ state }) => state.pinned).length,
  };
}
