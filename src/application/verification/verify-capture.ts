import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import {
  overallResult,
  summarize,
  verificationsOf,
  type ArtifactLevel,
  type Verification,
} from '../../domain/verification/verification.ts';
import type { CapturedArtifact } from '../ports/database-snapshotter.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { ArtifactVerifier } from './artifact-verifier.ts';
import { reportChecks } from './recorded-verification.ts';

export interface StagedCapture {
  readonly path: string;
  readonly database: string;
  readonly captured: CapturedArtifact;
}

/**
 * Reads a staged artifact back before it is published; returns the verifications to record.
 * @throws BackupVerificationException it does not read back
 */
export async function verifyCapture(
  verifier: ArtifactVerifier,
  { path, database, captured }: StagedCapture,
  level: 'none' | ArtifactLevel,
  run: RunContext,
): Promise<readonly Verification[]> {
  if (level === 'none') {
    run.detail('no verification: verify_after_create is none');
    return [];
  }
  const { compression, encryption, fileKey } = captured;
  const isEncrypted = encryption !== undefined;
  const startedMs = run.elapsedMs();
  const checks = await verifier.verify(
    { artifactPath: path, compression, isEncrypted, fileKey, database, expected: captured },
    level,
    {
      signal: run.signal,
      onProgress: (doneBytes, totalBytes) => {
        run.progress('verifying', doneBytes, totalBytes);
      },
    },
  );
  reportChecks('the new backup', level, checks, run);
  if (overallResult(checks) === 'failed') {
    const detail = summarize(checks);
    throw new BackupVerificationException(`the new backup of ${database} does not read back: ${detail}`, {
      hint: 'The disk or memory of this machine may be failing. Nothing was published. Try another backup_dir.',
    });
  }
  // After the last write to the file: a later write means that the file was changed.
  const at = new Date(run.startedAt.getTime() + startedMs);
  return verificationsOf(checks, { at, level, durationMs: run.elapsedMs() - startedMs }, { isEncrypted });
}
