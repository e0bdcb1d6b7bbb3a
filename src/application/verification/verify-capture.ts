import type { Backup } from '../../domain/backup/backup.ts';
import type { ChainFacts } from '../../domain/backup/manifest.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import {
  overallResult,
  summarize,
  verificationsOf,
  type ArtifactLevel,
  type Check,
  type Verification,
} from '../../domain/verification/verification.ts';
import type { CapturedArtifact } from '../ports/database-snapshotter.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { ArtifactVerifier } from './artifact-verifier.ts';
import type { VerifyOptions } from './verifier-ports.ts';
import { isChainBroken, recordFilesOf, reportChecks } from './recorded-verification.ts';

export interface StagedCapture {
  readonly path: string;
  readonly database: string;
  readonly captured: CapturedArtifact & Pick<ChainFacts, 'frames'>;
  /** Of a delta: the backup it was made on, from a list. */
  readonly parent?: Backup | undefined;
}

/**
 * Reads a staged artifact back before it is published; returns the verifications to record.
 * @throws BackupVerificationException it does not read back
 */
export async function verifyCapture(
  verifier: ArtifactVerifier,
  staged: StagedCapture,
  level: 'none' | ArtifactLevel,
  run: RunContext,
): Promise<readonly Verification[]> {
  if (level === 'none') {
    run.detail('no verification: verify_after_create is none');
    return [];
  }
  const { database, captured, parent } = staged;
  const startedMs = run.elapsedMs();
  const checks = await check(verifier, staged, level, {
    signal: run.signal,
    onProgress: (doneBytes, totalBytes) => {
      run.progress('verifying', doneBytes, totalBytes);
    },
  });
  reportChecks('the new backup', level, checks, run);
  if (overallResult(checks) === 'failed') {
    const detail = summarize(checks);
    if (parent !== undefined && isChainBroken(checks)) {
      await recordFilesOf(verifier, parent, run);
      throw parentDamaged(database, detail);
    }
    const message = `the new backup of ${database} does not read back: ${detail}`;
    if (parent !== undefined) throw deltaFailed(message);
    throw new BackupVerificationException(message, {
      hint: 'The disk or memory of this machine may be failing. Nothing was published. Try another backup_dir.',
    });
  }
  // After the last write to the file: a later write means that the file was changed.
  const at = new Date(run.startedAt.getTime() + startedMs);
  return verificationsOf(
    checks,
    { at, level, durationMs: run.elapsedMs() - startedMs },
    { isEncrypted: captured.encryption !== undefined },
  );
}

async function check(
  verifier: ArtifactVerifier,
  { path, database, captured, parent }: StagedCapture,
  level: ArtifactLevel,
  options: VerifyOptions,
): Promise<readonly Check[]> {
  const { compression, encryption, fileKey } = captured;
  const artifact = { artifactPath: path, compression, isEncrypted: encryption !== undefined, fileKey };
  if (parent === undefined)
    return verifier.verify({ ...artifact, database, expected: captured }, level, options);
  const problem = parent.base?.problem;
  return verifier.verifyDelta(
    { own: artifact, database, expected: captured, parent, problem },
    level,
    options,
  );
}

const PARENT_DAMAGED = 'parent_damaged';
const DELTA_FAILED = 'delta_failed';

/** Whether `verifyCapture` found a backup damaged that the new one depends on; the damage is on record. */
export function isParentDamaged(error: unknown): error is BackupVerificationException {
  return hasReason(error, PARENT_DAMAGED);
}

/** Whether `verifyCapture` refused a delta of undamaged backups: what is known of their pages may be wrong. */
export function isDeltaFailed(error: unknown): error is BackupVerificationException {
  return hasReason(error, DELTA_FAILED);
}

function hasReason(error: unknown, reason: string): error is BackupVerificationException {
  return error instanceof BackupVerificationException && error.details['reason'] === reason;
}

function deltaFailed(message: string): BackupVerificationException {
  return new BackupVerificationException(message, {
    hint: 'It was not published: a full is made instead. If it happens again, check the disk and memory of this machine.',
    details: { reason: DELTA_FAILED },
  });
}

function parentDamaged(database: string, detail: string): BackupVerificationException {
  return new BackupVerificationException(
    `the new backup of ${database} depends on a damaged backup: ${detail}`,
    {
      hint: 'The damage is on record: the next backup does not depend on it.',
      details: { reason: PARENT_DAMAGED },
    },
  );
}
