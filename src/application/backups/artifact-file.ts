import type { Backup } from '../../domain/backup/backup.ts';
import type { ArtifactExtractor, ExtractFacts, ExtractRequest } from '../ports/artifact-extractor.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { RunPhase } from '../ports/run-listener.ts';
import type { StagingArea } from '../ports/staging-area.ts';
import type { DiskSpace } from '../ports/disk-space.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import { databaseOf } from './find-backup.ts';
import { assertSpaceIn } from './free-space.ts';

export interface ArtifactFilePorts {
  readonly store: BackupStore;
  readonly staging: StagingArea;
  readonly diskSpace: DiskSpace;
}

export interface ArtifactFilePolicy {
  /** Space that a copy must leave free on the disk of staging. */
  readonly minFreeBytes: number;
}

/**
 * Gives `use` a local file with the stored bytes of a backup: the data file itself where the store has a local path,
 * else a copy in staging, which is removed afterwards.
 *
 * @throws BackupNotFoundException the data file is gone
 * @throws BackupDirectoryException it cannot be read, or there is no space for a copy with the reserve
 * @throws the signal's reason when it aborts
 */
export async function withArtifactFile<T>(
  { store, staging, diskSpace }: ArtifactFilePorts,
  { minFreeBytes: reserveBytes }: ArtifactFilePolicy,
  backup: Backup,
  signal: AbortSignal,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const localPath = await store.localPath(backup);
  if (localPath !== undefined) return use(localPath);
  const neededBytes = backup.storedBytes + reserveBytes;
  await assertSpaceIn(staging.directory, { neededBytes, reserveBytes }, diskSpace);
  const copyPath = await staging.allocate(databaseOf(backup), backup.compression);
  try {
    const artifact = await store.open(backup);
    try {
      await staging.write(copyPath, untilAborted(artifact.read(0, artifact.sizeBytes), signal));
    } finally {
      await artifact.close();
    }
    return await use(copyPath);
  } finally {
    await staging.discard(copyPath);
  }
}

export interface ExtractionPorts extends ArtifactFilePorts {
  readonly extractor: ArtifactExtractor;
}

export interface Extraction extends Omit<ExtractRequest, 'artifactPath' | 'compression'> {
  /** The phase of the run that is reported as progress. */
  readonly phase: RunPhase;
  readonly onContent?: (bytes: Uint8Array) => Promise<void>;
}

/** Extracts a backup within a run. @throws as `withArtifactFile` and ArtifactExtractor */
export async function extractBackup(
  ports: ExtractionPorts,
  policy: ArtifactFilePolicy,
  backup: Backup,
  { phase, onContent, ...request }: Extraction,
  run: RunContext,
): Promise<ExtractFacts> {
  const onProgress = (doneBytes: number, totalBytes: number): void => {
    run.progress(phase, doneBytes, totalBytes);
  };
  return withArtifactFile(ports, policy, backup, run.signal, async (artifactPath) =>
    ports.extractor.extract(
      { ...request, artifactPath, compression: backup.compression },
      { signal: run.signal, onProgress, ...(onContent && { onContent }) },
    ),
  );
}

async function* untilAborted(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    signal.throwIfAborted();
    yield piece;
  }
}
