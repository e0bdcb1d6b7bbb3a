import { isManaged, type Backup } from '../../domain/backup/backup.ts';
import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import {
  latestVerifications,
  type ArtifactLevel,
  type Check,
  type Verification,
  type VerificationLevel,
} from '../../domain/verification/verification.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { ArtifactVerifier } from './artifact-verifier.ts';

/** The latest verifications and the latest of each level are kept. */
const MAX_VERIFICATIONS = 20;

/**
 * Verifies a stored backup against its manifest, within a run.
 * @throws the reason of the run's signal when it aborts; a problem of the backup is a failed check
 */
export async function checkStored(
  verifier: ArtifactVerifier,
  backup: Backup,
  level: ArtifactLevel,
  run: RunContext,
): Promise<readonly Check[]> {
  const checks = await verifier.verifyStored(backup, level, {
    signal: run.signal,
    onProgress: (doneBytes, totalBytes) => {
      run.progress('verifying', doneBytes, totalBytes);
    },
  });
  reportChecks(backup.filename, level, checks, run);
  return checks;
}

/**
 * Records verifications; the caller holds the database's lock. Another tool's file has no state. A full disk
 * must not hide that a backup is damaged, so a failed write only warns.
 */
export async function recordVerifications(
  store: BackupStore,
  backup: Backup,
  added: readonly Verification[],
  run: RunContext,
): Promise<void> {
  if (!isManaged(backup)) return;
  const verifications = latestVerifications([...backup.state.verifications, ...added], MAX_VERIFICATIONS);
  try {
    await store.saveState(backup, { ...backup.state, verifications });
  } catch (error) {
    if (!(error instanceof BackupDirectoryException)) throw error;
    run.warn(`the result for ${backup.filename} could not be recorded: ${error.message}`, error.hint);
  }
}

/** Logs each check of a verification at level `debug`. */
export function reportChecks(
  subject: string,
  level: VerificationLevel,
  checks: readonly Check[],
  run: Pick<RunContext, 'detail'>,
): void {
  for (const { name, result, detail } of checks) {
    run.detail(`verification ${level} of ${subject}: ${name} ${result}`, { detail });
  }
}
