import { isEncrypted, type Backup } from '../../domain/backup/backup.ts';
import { BackupDirectoryException, UNREADABLE } from '../../domain/exceptions/backup-directory-exception.ts';
import type { ArtifactExtractor, StoredArtifact } from '../ports/artifact-extractor.ts';
import type { BackupStore, OpenArtifact } from '../ports/backup-store.ts';
import type { StagingArea } from '../ports/staging-area.ts';

export interface ExtractionPorts {
  readonly store: BackupStore;
  readonly extractor: ArtifactExtractor;
  /** The pages of a chain's deltas are collected there. */
  readonly staging: Pick<StagingArea, 'allocateScratch' | 'discard'>;
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
  use: (artifact: StoredArtifact) => Promise<T>,
): Promise<T> {
  return withArtifacts(store, [backup], async ([artifact]) => {
    if (artifact === undefined) throw new TypeError('one artifact was opened');
    return use(artifact);
  });
}

/**
 * As `withArtifact`, for several backups of one store.
 * @throws as `withArtifact`
 */
export async function withArtifacts<T>(
  store: BackupStore,
  backups: readonly Backup[],
  use: (artifacts: readonly StoredArtifact[]) => Promise<T>,
): Promise<T> {
  const artifacts: StoredArtifact[] = [];
  try {
    for (const backup of backups) artifacts.push(await artifactOf(store, backup));
    return await use(artifacts);
  } finally {
    for (const { opened } of artifacts) await opened?.close();
  }
}

async function artifactOf(store: BackupStore, backup: Backup): Promise<StoredArtifact> {
  const form = { compression: backup.compression, isEncrypted: isEncrypted(backup) };
  const localPath = await reading(() => store.localPath(backup));
  if (localPath !== undefined) return { ...form, artifactPath: localPath };
  const opened = await reading(() => store.open(backup));
  return { ...form, artifactPath: backup.location, opened: marked(opened) };
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
