import type { CleanupBackupsResult } from '../../../application/cleanup-backups.ts';
import { isManaged, isVerified, type Backup } from '../../../domain/backup/backup.ts';
import type { Manifest } from '../../../domain/backup/manifest.ts';

/** A backup as the library tells of it. */
export interface BackupInfo {
  readonly filename: string;
  readonly path: string;
  /** `undefined` for another tool's file whose name does not tell. */
  readonly database: string | undefined;
  /** Bytes of the stored file. */
  readonly size: number;
  readonly createdAt: Date;
  readonly compression: Backup['compression'];
  /** Whether this product made it. */
  readonly managed: boolean;
  readonly verified: boolean;
  readonly pinned: boolean;
  readonly label: string | undefined;
}

/** A backup that was just made. */
export interface CreatedBackup extends BackupInfo {
  readonly database: string;
  /** What was done, in one line for a person. */
  readonly message: string;
  readonly manifest: Manifest;
  /** What retention removed afterwards, and why. */
  readonly removed: CleanupBackupsResult['removed'];
}

/** What the library tells of a backup. */
export function describeBackup(backup: Backup): BackupInfo {
  return {
    filename: backup.filename,
    path: backup.path,
    database: backup.database,
    size: backup.storedBytes,
    createdAt: backup.createdAt,
    compression: backup.compression,
    managed: isManaged(backup),
    verified: isVerified(backup),
    pinned: backup.state.pinned,
    label: backup.state.label,
  };
}
