import { isEncrypted, isManaged, type Backup } from '../../domain/backup/backup.ts';
import { closureOf } from '../../domain/backup/chain.ts';
import { BackupDirectoryException } from '../../domain/exceptions/backup-directory-exception.ts';
import {
  CHAIN_CHECK,
  latestVerifications,
  ofOwnFile,
  overallResult,
  summarize,
  verificationsOf,
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

/** A backup below a delta is missing or damaged. */
export function isChainBroken(checks: readonly Check[]): boolean {
  return checks.some(({ name, result }) => name === CHAIN_CHECK && result === 'failed');
}

/**
 * After a broken chain: checks the stored files of a backup and of those below it, so that the damaged one is on record.
 * The caller holds the database's lock.
 */
export async function recordFilesOf(
  verifier: ArtifactVerifier,
  backup: Backup,
  run: RunContext,
): Promise<void> {
  for (const each of closureOf(backup)) {
    if (each.isDataMissing === true || !isManaged(each)) continue;
    const startedMs = run.elapsedMs();
    const checks = await checkStored(verifier, each, 'checksum', run);
    if (overallResult(ofOwnFile(checks)) !== 'failed') continue;
    const requested = {
      at: run.startedAt,
      level: 'checksum',
      durationMs: run.elapsedMs() - startedMs,
    } as const;
    const verifications = verificationsOf(checks, requested, { isEncrypted: isEncrypted(each) });
    await recordVerifications(verifier.store, each, verifications, run);
    run.warn(
      `${each.filename} is damaged: ${summarize(checks)}`,
      'It is on record. Bring the file back from another store: backup-manager sync.',
    );
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
