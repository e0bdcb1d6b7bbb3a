import type { Backup } from '../domain/backup/backup.ts';
import type { Manifest } from '../domain/backup/manifest.ts';

export interface CreateBackupCommand {
  /** The database to back up. */
  readonly sourcePath: string;
  /** The name its backups are kept under; `undefined` derives it from the path. */
  readonly database?: string | undefined;
  readonly label?: string | undefined;
}

export interface CreateBackupResult {
  readonly backup: Backup;
  readonly manifest: Manifest;
  readonly verified: boolean;
}
