import { isManaged, manifestOf, type Backup } from '../domain/backup/backup.ts';
import type { Manifest } from '../domain/backup/manifest.ts';
import { BackupVerificationException } from '../domain/exceptions/backup-verification-exception.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import { findBackup } from './backups/find-backup.ts';
import type { BackupStore, OpenArtifact } from './ports/backup-store.ts';

export interface DownloadBackupCommand {
  readonly filename: string;
}

export interface DownloadableBackup {
  readonly backup: Backup;
  /** Hex, from the manifest, for a check of the complete download. */
  readonly storedSha256: string;
  /** Open; the caller closes it. */
  readonly artifact: OpenArtifact;
}

/** Opens a backup's stored file for a download. */
export class DownloadBackup {
  readonly #store: BackupStore;

  constructor({ store }: { readonly store: BackupStore }) {
    this.#store = store;
  }

  /**
   * @throws BackupNotFoundException
   * @throws UsageException it is another tool's file
   * @throws BackupVerificationException its manifest is damaged, or its size differs
   * @throws BackupDirectoryException it cannot be read
   */
  async execute({ filename }: DownloadBackupCommand): Promise<DownloadableBackup> {
    const backup = await findBackup(this.#store, filename);
    const { storedSha256, storedBytes } = recordOf(backup);
    const artifact = await this.#store.open(backup);
    if (artifact.sizeBytes === storedBytes) return { backup, storedSha256, artifact };
    await artifact.close();
    throw new BackupVerificationException(
      `${backup.filename} has ${String(artifact.sizeBytes)} bytes instead of ${String(storedBytes)}`,
      {
        hint: 'The backup is damaged: verify it, and choose another one.',
        details: { filename: backup.filename },
      },
    );
  }
}

/**
 * The record that a download is checked by.
 * @throws UsageException it is another tool's file
 * @throws BackupVerificationException its manifest is damaged
 */
export function recordOf(backup: Backup): Manifest {
  const manifest = manifestOf(backup);
  if (manifest !== undefined) return manifest;
  const details = { filename: backup.filename };
  if (isManaged(backup)) {
    throw new BackupVerificationException(`the manifest of ${backup.filename} is damaged`, {
      hint: 'The download could not be checked. Choose another backup.',
      details,
    });
  }
  // It may be a database in use: only a child process may open the file.
  throw new UsageException(`${backup.filename} is another tool's file`, {
    hint: `Make it a backup first: backup-manager adopt ${backup.filename}`,
    details,
  });
}
