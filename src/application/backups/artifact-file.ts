import type { Backup } from '../../domain/backup/backup.ts';
import type { ArtifactExtractor } from '../ports/artifact-extractor.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { StagingArea } from '../ports/staging-area.ts';
import type { DiskSpace } from '../ports/disk-space.ts';
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

async function* untilAborted(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    signal.throwIfAborted();
    yield piece;
  }
}
