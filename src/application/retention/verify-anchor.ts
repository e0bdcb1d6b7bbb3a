import { isEncrypted, type Backup } from '../../domain/backup/backup.ts';
import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import {
  overallResult,
  summarize,
  verificationsOf,
  type Check,
  type CheckResult,
} from '../../domain/verification/verification.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import type { ArtifactVerifier } from '../verification/artifact-verifier.ts';
import { checkStored, recordVerifications } from '../verification/recorded-verification.ts';

export interface AnchorCheck {
  readonly filename: string;
  readonly result: CheckResult;
  readonly detail: string;
}

/**
 * Verifies an anchor of retention at level checksum, within the cleanup's run, and records the result.
 * @throws the reason of the run's signal when it aborts; an unreadable backup is inconclusive
 */
export async function verifyAnchor(
  { store, verifier }: { readonly store: BackupStore; readonly verifier: ArtifactVerifier },
  anchor: Backup,
  run: RunContext,
): Promise<AnchorCheck> {
  const { filename } = anchor;
  const startedMs = run.elapsedMs();
  const checks = await checkOrReason(verifier, anchor, run);
  const result = overallResult(checks);
  const detail = summarize(checks);
  const at = new Date(run.startedAt.getTime() + startedMs);
  const verifications = verificationsOf(
    checks,
    { at, level: 'checksum', durationMs: run.elapsedMs() - startedMs },
    { isEncrypted: isEncrypted(anchor) },
  );
  await recordVerifications(store, anchor, verifications, run);
  if (result === 'failed') {
    run.warn(
      `${filename} is damaged: ${detail}; nothing is removed in its favour`,
      'Do not restore it. Run backup-manager create, and find the cause: the disk, or a program that wrote to the file.',
    );
  }
  if (result === 'inconclusive') {
    run.warn(
      `${filename} could not be verified: ${detail}; nothing is removed in its favour`,
      `Verify it to see the problem: backup-manager verify ${filename}`,
    );
  }
  return { filename, result, detail };
}

async function checkOrReason(
  verifier: ArtifactVerifier,
  anchor: Backup,
  run: RunContext,
): Promise<readonly Check[]> {
  try {
    return await checkStored(verifier, anchor, 'checksum', run);
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof BackupManagerException)) throw error;
    return [{ name: 'read', result: 'inconclusive', detail: error.message }];
  }
}
