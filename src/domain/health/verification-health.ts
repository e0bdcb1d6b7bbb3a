import { isManaged, isVerified, type Backup } from '../backup/backup.ts';
import type { Verification } from '../verification/verification.ts';
import { critical, warning, type HealthFinding } from './health.ts';

/** A verification with the backup that it was of. */
export interface Proof {
  readonly filename: string;
  readonly verification: Verification;
}

/** What was last proved of one database's backups. */
export interface VerificationFacts {
  /** The newest verification that was ok, at whatever level, of the backups that nothing was found against since. */
  readonly lastProof: Proof | undefined;
  /** The newest restore drill, whatever came of it. */
  readonly lastDrill: Proof | undefined;
}

/**
 * Learns the facts from one database's backups, in any order. What a clock that was wrong has dated in the future is
 * left out: it would be the newest until that day has come, whatever is found in the meantime.
 */
export function verificationFacts(backups: readonly Backup[], now: Date): VerificationFacts {
  const managed = backups.filter(isManaged);
  const ok = proofsOf(managed.filter(isVerified), now).filter(
    ({ verification }) => verification.result === 'ok',
  );
  const drills = proofsOf(managed, now).filter(({ verification }) => verification.level === 'drill');
  return { lastProof: newestOf(ok), lastDrill: newestOf(drills) };
}

/** What is wrong with the last restore drill. */
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
      hint: `Look into it, then run another one: backup-manager verify ${filename} --level drill`,
    }),
  ];
}

function proofsOf(backups: readonly Backup[], now: Date): readonly Proof[] {
  return backups
    .flatMap(({ filename, state }) => state.verifications.map((verification) => ({ filename, verification })))
    .filter(({ verification }) => verification.at <= now);
}

function newestOf(proofs: readonly Proof[]): Proof | undefined {
  return proofs.reduce<Proof | undefined>(
    (newest, proof) =>
      newest === undefined || proof.verification.at >= newest.verification.at ? proof : newest,
    undefined,
  );
}
