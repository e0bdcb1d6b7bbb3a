import { safetyCopyName, type RestoreBackupResult } from '../restore-backup.ts';
import type { JsonObject } from './json-object.ts';

export function restoreDocument(restored: RestoreBackupResult): JsonObject {
  return {
    filename: restored.filename,
    restored_to: restored.restoredTo,
    method: restored.method,
    database_bytes: restored.databaseBytes,
    database_sha256: restored.databaseSha256,
    duration_ms: restored.durationMs,
    safety_backup: safetyCopyName(restored.safetyCopy),
  };
}
