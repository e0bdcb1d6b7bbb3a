import { isEncrypted, manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import { DecryptionKeyException } from '../../domain/exceptions/decryption-key-exception.ts';
import { overallResult, summarize, type Check } from '../../domain/verification/verification.ts';
import type {
  ArtifactExtractor,
  ArtifactSource,
  ExtractFacts,
  ExtractRequest,
} from '../ports/artifact-extractor.ts';
import type { RunPhase } from '../ports/run-listener.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import { compareDatabases, compareDigests, compareStored } from '../verification/compare-digests.ts';
import { withArtifact, type ExtractionPorts } from './with-artifact.ts';

/** Where the database goes, and which digests the caller needs. */
export interface Extraction extends Pick<ExtractRequest, 'destinationPath' | 'digests' | 'reserve'> {
  /** The phase of the run that is reported as progress. */
  readonly phase: RunPhase;
  readonly onContent?: (bytes: Uint8Array) => Promise<void>;
}

export interface ExtractedBackup {
  readonly facts: ExtractFacts;
  /** The comparison with the record; empty without one. */
  readonly checks: readonly Check[];
}

/**
 * Extracts a backup within a run and compares it with its record.
 *
 * @throws as `withArtifact` and ArtifactExtractor; BackupVerificationException also when no identity opens an
 * encrypted backup because its stored file was changed
 */
export async function extractBackup(
  { store, extractor }: ExtractionPorts,
  backup: Backup,
  { phase, onContent, ...request }: Extraction,
  run: RunContext,
): Promise<ExtractedBackup> {
  const { signal } = run;
  const form = { compression: backup.compression, isEncrypted: isEncrypted(backup) };
  // Only the digest of the stored file joins an encrypted file to its record.
  const needsStored = request.digests !== 'database' || form.isEncrypted;
  const digests = needsStored ? 'both' : 'database';
  const onProgress = (doneBytes: number, totalBytes: number): void => {
    run.progress(phase, doneBytes, totalBytes);
  };
  const facts = await withArtifact(store, backup, async (source) => {
    try {
      return await extractor.extract(
        { ...request, ...form, ...source, digests },
        { signal, onProgress, ...(onContent && { onContent }) },
      );
    } catch (error) {
      if (error instanceof DecryptionKeyException) await assertStored(extractor, source, backup, signal);
      throw error;
    }
  });
  const manifest = manifestOf(backup);
  const compare = needsStored ? compareDigests : compareDatabases;
  return { facts, checks: manifest === undefined ? [] : compare(facts, manifest) };
}

/** A changed header looks as if the file were for another identity: the digest of the stored file decides. */
async function assertStored(
  extractor: ArtifactExtractor,
  source: ArtifactSource,
  backup: Backup,
  signal: AbortSignal,
): Promise<void> {
  const manifest = manifestOf(backup);
  if (manifest === undefined) return;
  const checks = compareStored(await extractor.measure(source, { signal }), manifest);
  if (overallResult(checks) !== 'failed') return;
  throw new BackupVerificationException(`${backup.filename} is damaged: ${summarize(checks)}`, {
    hint: 'The stored file was changed: use another backup.',
    details: { filename: backup.filename },
  });
}
