import { isManaged, isVerified, type Backup } from '../../domain/backup/backup.ts';
import { damageKindOf, damageOf } from '../../domain/backup/damage.ts';
import type { JsonObject } from './json-object.ts';

export function backupDocument(backup: Backup): JsonObject {
  return {
    filename: backup.filename,
    path: backup.location,
    database: backup.database ?? null,
    size: backup.storedBytes,
    created_at: backup.createdAt.toISOString(),
    compression: backup.compression,
    managed: isManaged(backup),
    verified: isVerified(backup),
    damage: damageOf(backup) ?? null,
    damage_kind: damageKindOf(backup) ?? null,
    pinned: backup.state.pinned,
    label: backup.state.label ?? null,
  };
}
