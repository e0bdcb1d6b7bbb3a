import { CodecArtifactExtractor } from '../../src/adapters/outbound/artifact-extractor/codec-artifact-extractor.ts';
import { FilesystemBackupStore } from '../../src/adapters/outbound/backup-store/filesystem-backup-store.ts';
import { InMemoryDatabaseInspector } from '../../src/adapters/outbound/database-inspector/in-memory-database-inspector.ts';
import { InMemoryDisk } from '../../src/adapters/outbound/in-memory-disk/in-memory-disk.ts';
import { FilesystemStagingArea } from '../../src/adapters/outbound/staging-area/filesystem-staging-area.ts';
import { ArtifactVerifier } from '../../src/application/verification/artifact-verifier.ts';
import { isVerified, type Backup } from '../../src/domain/backup/backup.ts';
import { overallResult, type CheckResult } from '../../src/domain/verification/verification.ts';

const CHUNK_BYTES = 64 * 1024;

export interface PreflightCheck {
  readonly filename: string;
  /** The result of a verification at level `checksum`. */
  readonly result: CheckResult;
  /** The backup's state before any new verification. */
  readonly isVerified: boolean;
}

/** Verifies every backup in a directory at level `checksum`. */
export async function judgeBackups(directory: string): Promise<readonly PreflightCheck[]> {
  const store = new FilesystemBackupStore(directory);
  const verifier = new ArtifactVerifier(
    {
      store,
      extractor: new CodecArtifactExtractor(CHUNK_BYTES),
      // This level reads no content.
      inspector: new InMemoryDatabaseInspector(new InMemoryDisk()),
      staging: new FilesystemStagingArea(directory),
    },
    { minFreeBytes: 0 },
  );
  const judgements: PreflightCheck[] = [];
  for (const backup of await store.list()) {
    const result = await judge(backup, verifier);
    judgements.push({ filename: backup.filename, result, isVerified: isVerified(backup) });
  }
  return judgements;
}

async function judge(backup: Backup, verifier: ArtifactVerifier): Promise<CheckResult> {
  // As VerifyBackup does: without its manifest nothing is compared.
  if (backup.record.condition === 'damaged') return 'failed';
  const checks = await verifier.verifyStored(backup, 'checksum', {
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return overallResult(checks);
}
