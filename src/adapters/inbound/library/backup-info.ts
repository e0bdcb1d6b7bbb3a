import type { BackUpAndCleanUpResult } from '../../../application/back-up-and-clean-up.ts';
import type { CleanupStoresResult } from '../../../application/cleanup-stores.ts';
import type { BackupType } from '../../../domain/backup/backup-type.ts';
import {
  isEncrypted,
  isManaged,
  isVerified,
  manifestOf,
  typeOf,
  type Backup,
} from '../../../domain/backup/backup.ts';
import { isRestorable } from '../../../domain/backup/damage.ts';
import type { Manifest } from '../../../domain/backup/manifest.ts';

export interface BackupInfo {
  readonly filename: string;
  readonly path: string;
  /** `undefined`: unknown, another tool's file. */
  readonly database: string | undefined;
  /** `full`: the whole database; `diff`: what changed since the full; `incr`: since the parent. */
  readonly type: BackupType;
  /** File name of the backup that a diff or incr depends on; `undefined`: a full. */
  readonly parent: string | undefined;
  /** Its file and every backup below it are there, and none is known to be damaged. */
  readonly restorable: boolean;
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

/** Where nothing changed, the newest backup. */
export interface CreatedBackup extends BackupInfo {
  readonly database: string;
  /** The database did not change since the newest backup: no file was made. */
  readonly unchanged: boolean;
  /** Why the backup has its type, or why no file was made. */
  readonly reason: string;
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
    type: typeOf(backup),
    parent: manifestOf(backup)?.parent?.filename,
    restorable: isRestorable(backup),
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

export function describeCreated(created: BackUpAndCleanUpResult): CreatedBackup {
  const { backup, manifest, verified, removed, unchanged, reason } = created;
  const { database, filename, storedBytes } = manifest;
  return {
    ...describeBackup(backup),
    database,
    unchanged,
    reason,
    message: unchanged
      ? `${database} is unchanged since ${filename}`
      : `${filename}: ${String(storedBytes)} bytes, ${verified ? 'verified' : 'not verified'}`,
    manifest,
    removed,
  };
}
