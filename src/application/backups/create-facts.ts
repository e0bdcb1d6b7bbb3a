import type { BackupType } from '../../domain/backup/backup-type.ts';
import type { Backup } from '../../domain/backup/backup.ts';
import type { Manifest } from '../../domain/backup/manifest.ts';
import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';
import { failedStoresFact } from '../../domain/history/store-failures.ts';
import type { CopyResult } from '../stores/publish-copies.ts';

interface Created {
  readonly backup: Backup;
  readonly manifest: Manifest;
  readonly verified: boolean;
  readonly type: BackupType;
  readonly reason: string;
  readonly copies: readonly CopyResult[];
  readonly walGrowthBytes?: number | undefined;
  readonly movedFrom?: string | undefined;
}

/** For the run's events. */
export function createFacts(created: Created): Readonly<Record<string, JsonValue>> {
  const { backup, manifest, verified, type, reason, copies, walGrowthBytes, movedFrom } = created;
  return {
    filename: backup.filename,
    database_bytes: manifest.databaseBytes,
    stored_bytes: manifest.storedBytes,
    verified,
    type,
    reason,
    ...(walGrowthBytes !== undefined && { wal_growth_bytes: walGrowthBytes }),
    ...failedStoresFact(copies.flatMap((copy) => (copy.error === undefined ? [] : [copy]))),
    ...(movedFrom !== undefined && { moved_from: movedFrom }),
  };
}
