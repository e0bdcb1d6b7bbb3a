import type { Backup } from '../../domain/backup/backup.ts';
import type { BackupStore } from '../ports/backup-store.ts';
import type { StagingArea } from '../ports/staging-area.ts';
import { databaseOf } from './find-backup.ts';

export interface ArtifactFilePorts {
  readonly store: BackupStore;
  readonly staging: StagingArea;
}

/**
 * Gives `use` a local file with the stored bytes of a backup: the data file itself where the store has a local path,
 * else a copy in staging, which is removed afterwards.
 *
 * @throws BackupNotFoundException the data file is gone
 * @throws BackupDirectoryException it cannot be read, or there is no space for a copy
 * @throws the signal's reason when it aborts
 */
export async function withArtifactFile<T>(
  { store, staging }: ArtifactFilePorts,
  backup: Backup,
  signal: AbortSignal,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const localPath = await store.localPath(backup);
  if (localPath !== undefined) return use(localPath);
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

async function* untilAborted(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    signal.throwIfAborted();
    yield piece;
  }
}
