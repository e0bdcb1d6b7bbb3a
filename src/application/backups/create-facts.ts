import type { Backup } from '../../domain/backup/backup.ts';
import type { Manifest } from '../../domain/backup/manifest.ts';
import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';

interface Created {
  readonly backup: Backup;
  readonly manifest: Manifest;
  readonly verified: boolean;
  readonly walGrowthBytes?: number | undefined;
  readonly movedFrom?: string | undefined;
}

/** For the run's events. */
export function createFacts(created: Created): Readonly<Record<string, JsonValue>> {
  const { backup, manifest, verified, walGrowthBytes, movedFrom } = created;
  return {
    filename: backup.filename,
    database_bytes: manifest.databaseBytes,
    stored_bytes: manifest.storedBytes,
    verified,
    ...(walGrowthBytes !== undefined && { wal_growth_bytes: walGrowthBytes }),
    ...(movedFrom !== undefined && { moved_from: movedFrom }),
  };
}
