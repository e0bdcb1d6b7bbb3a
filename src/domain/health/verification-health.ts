import { isManaged, isVerified, type Backup } from '../backup/backup.ts';
import type { Verification } from '../verification/verification.ts';
import { critical, warning, type HealthFinding } from './health.ts';

export interface BackupVerification {
  readonly filename: string;
  readonly verification: Verification;
}

/** The last verifications of one database's backups. */
export interface VerificationFacts {
  /** The newest ok verification, at any level, of a backup without later findings. */
  readonly lastOk: BackupVerification | undefined;
  /** The newest restore drill, with any result. */
  readonly lastDrill: BackupVerification | undefined;
}

/**
 * Future-dated verifications are ignored: a wrong clock would make one the newest for years.
 * @param backups one database's, in any order
 */
export function verificationFacts(backups: readonly Backup[], now: Date): VerificationFacts {
  const managed = backups.filter(isManaged);
  const ok = verificationsIn(managed.filter(isVerified), now).filter(
    ({ verification }) => verification.result === 'ok',
  );
  const drills = verificationsIn(managed, now).filter(({ verification }) => verification.level === 'drill');
  return { lastOk: newestOf(ok), lastDrill: newestOf(drills) };
}

export function drillFindings(database: string, { lastDrill }: VerificationFacts): readonly HealthFinding[] {
  if (lastDrill === undefined || lastDrill.verification.result === 'ok') return [];
  const { filename, verification } = lastDrill;
  const hasFailed = verification.result === 'failed';
  const level = hasFailed ? critical : warning;
  return [
    level({
      kind: hasFailed ? 'drill_failed' : 'drill_inconclusive',
      database,
      message: `the last restore drill of ${database} (${filename}) ${hasFailed ? 'failed' : 'was inconclusive'}: ${verification.detail}`,
      hint: `Find the cause, then run another one: backup-manager verify ${filename} --level drill`,
    }),
  ];
}

function verificationsIn(backups: readonly Backup[], now: Date): readonly BackupVerification[] {
  return backups
    .flatMap(({ filename, state }) => state.verifications.map((verification) => ({ filename, verification })))
    .filter(({ verification }) => verification.at <= now);
}

function newestOf(verifications: readonly BackupVerification[]): BackupVerification | undefined {
  return verifications.reduce<BackupVerification | undefined>(
    (newest, one) => (newest === undefined || one.verification.at >= newest.verification.at ? one : newest),
    undefined,
  );
}
