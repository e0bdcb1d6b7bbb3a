import { isEncrypted, manifestOf, type Backup } from '../../domain/backup/backup.ts';
import { closureOf } from '../../domain/backup/chain.ts';
import { BackupVerificationException } from '../../domain/exceptions/backup-verification-exception.ts';
import { DecryptionKeyException } from '../../domain/exceptions/decryption-key-exception.ts';
import { overallResult, summarize, type Check } from '../../domain/verification/verification.ts';
import type {
  ArtifactExtractor,
  ChainRequest,
  ExtractFacts,
  ExtractRequest,
  StoredArtifact,
} from '../ports/artifact-extractor.ts';
import type { RunPhase } from '../ports/run-listener.ts';
import { databaseBytesOf } from '../restore/restorable.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import { compareChain } from '../verification/compare-chain.ts';
import { compareDatabases, compareStored } from '../verification/compare-digests.ts';
import { databaseOf } from './find-backup.ts';
import { withArtifacts, type ExtractionPorts } from './with-artifact.ts';

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
 * Extracts a backup within a run and compares it with its record. A delta is read with all backups below it.
 *
 * @throws as `withArtifacts` and ArtifactExtractor; BackupVerificationException also when no identity opens an
 * encrypted backup because its stored file was changed
 */
export async function extractBackup(
  ports: ExtractionPorts,
  backup: Backup,
  { phase, onContent, ...request }: Extraction,
  run: RunContext,
): Promise<ExtractedBackup> {
  const { store, extractor } = ports;
  const { signal } = run;
  const closure = closureOf(backup);
  // Only the digest of the stored file joins an encrypted file to its record.
  const needsStored = request.digests !== 'database' || isEncrypted(backup);
  const digests = needsStored ? 'both' : 'database';
  const onProgress = (doneBytes: number, totalBytes: number): void => {
    run.progress(phase, doneBytes, totalBytes);
  };
  const facts = await withArtifacts(store, closure, async (artifacts) => {
    try {
      return await withChain(ports, backup, artifacts, (target) =>
        extractor.extract(
          { ...request, ...target, digests },
          { signal, onProgress, ...(onContent && { onContent }) },
        ),
      );
    } catch (error) {
      if (error instanceof DecryptionKeyException) await assertStored(extractor, artifacts, closure, signal);
      throw error;
    }
  });
  return { facts, checks: needsStored ? compareChain(facts, closure) : compareDatabase(facts, backup) };
}

/**
 * Gives `use` the artifact to extract: that of the full, with the deltas on it. The scratch file of the deltas is removed.
 * @param artifacts of the backup's closure
 */
export async function withChain<T>(
  { staging }: Pick<ExtractionPorts, 'staging'>,
  backup: Backup,
  [full, ...deltas]: readonly StoredArtifact[],
  use: (target: StoredArtifact & { readonly chain?: ChainRequest }) => Promise<T>,
): Promise<T> {
  if (full === undefined) throw new TypeError('a closure has at least one backup');
  if (deltas.length === 0) return use(full);
  const scratchPath = await staging.allocateScratch(databaseOf(backup));
  try {
    return await use({ ...full, chain: { deltas, databaseBytes: databaseBytesOf(backup), scratchPath } });
  } finally {
    await staging.discard(scratchPath);
  }
}

function compareDatabase(facts: ExtractFacts, backup: Backup): readonly Check[] {
  const manifest = manifestOf(backup);
  return manifest === undefined ? [] : compareDatabases(facts, manifest);
}

/** A changed header looks as if the file were for another identity: the digest of the stored file decides. */
async function assertStored(
  extractor: ArtifactExtractor,
  artifacts: readonly StoredArtifact[],
  closure: readonly Backup[],
  signal: AbortSignal,
): Promise<void> {
  for (const [index, backup] of closure.entries()) {
    const [artifact, manifest] = [artifacts[index], manifestOf(backup)];
    if (artifact === undefined || manifest === undefined) continue;
    const checks = compareStored(await extractor.measure(artifact, { signal }), manifest);
    if (overallResult(checks) !== 'failed') continue;
    throw new BackupVerificationException(`${backup.filename} is damaged: ${summarize(checks)}`, {
      hint: 'The stored file was changed: use another backup.',
      details: { filename: backup.filename },
    });
  }
}
