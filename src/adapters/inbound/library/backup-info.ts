import type { CleanupStoresResult } from '../../../application/cleanup-stores.ts';
import { isEncrypted, isManaged, isVerified, type Backup } from '../../../domain/backup/backup.ts';
import type { Manifest } from '../../../domain/backup/manifest.ts';

export interface BackupInfo {
  readonly filename: string;
  readonly path: string;
  /** `undefined`: unknown, another tool's file. */
  readonly database: string | undefined;
  /** Bytes of the stored file. */
  readonly size: number;
  readonly createdAt: Date;
  readonly compression: Backup['compression'];
  /** With age. */
  readonly encrypted: boolean;
  /** Whether it has a manifest of this product. */
  readonly managed: boolean;
  readonly verified: boolean;
  readonly pinned: boolean;
  readonly label: string | undefined;
  /** The last run that found the database unchanged since; `undefined`: none did. */
  readonly currentAsOf: Date | undefined;
}

export interface CreatedBackup extends BackupInfo {
  readonly database: string;
  /** One line for a log or a terminal. */
  readonly message: string;
  readonly manifest: Manifest;
  /** Removed afterwards by retention, with the reasons. */
  readonly removed: CleanupStoresResult['removed'];
}

export function describeBackup(backup: Backup): BackupInfo {
  return {
    filename: backup.filename,
    path: backup.location,
    database: backup.database,
    size: backup.storedBytes,
    createdAt: backup.createdAt,
    compression: backup.compression,
    encrypted: isEncrypted(backup),
    managed: isManaged(backup),
    verified: isVerified(backup),
    pinned: backup.state.pinned,
    label: backup.state.label,
    currentAsOf: backup.state.currentAsOf,
  };
}
