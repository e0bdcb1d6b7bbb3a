import type { Backup } from '../../domain/backup/backup.ts';
import { BackupDirectoryException, UNREADABLE } from '../../domain/exceptions/backup-directory-exception.ts';
import type { ArtifactExtractor, ArtifactSource } from '../ports/artifact-extractor.ts';
import type { BackupStore, OpenArtifact } from '../ports/backup-store.ts';

export interface ExtractionPorts {
  readonly store: BackupStore;
  readonly extractor: ArtifactExtractor;
}

/**
 * Gives `use` the stored bytes of a backup: the data file itself where the store has a local path, else the open artifact
 * of the store. Nothing is copied.
 *
 * @throws BackupNotFoundException the data file is gone
 * @throws BackupDirectoryException it cannot be read: `details.reason` is `UNREADABLE`
 * @throws StoreException the store cannot be used
 */
export async function withArtifact<T>(
  store: BackupStore,
  backup: Backup,
  use: (source: ArtifactSource) => Promise<T>,
): Promise<T> {
  const localPath = await reading(() => store.localPath(backup));
  if (localPath !== undefined) return use({ artifactPath: localPath });
  const opened = await reading(() => store.open(backup));
  try {
    return await use({ artifactPath: backup.location, opened: marked(opened) });
  } finally {
    await opened.close();
  }
}

/** The same artifact; its failures are marked as those of reading. */
function marked(opened: OpenArtifact): OpenArtifact {
  return {
    sizeBytes: opened.sizeBytes,
    read: async function* (start, end) {
      try {
        yield* opened.read(start, end);
      } catch (error) {
        throw unreadable(error);
      }
    },
    close: async () => opened.close(),
  };
}

async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): unknown {
  if (!(error instanceof BackupDirectoryException)) return error;
  const { message, hint, details, cause } = error;
  return new BackupDirectoryException(message, { hint, details: { ...details, reason: UNREADABLE }, cause });
}
