import type { RestoreBackupResult } from '../../../../application/restore-backup.ts';
import { printable } from './printable.ts';
import { formatDuration, formatSize } from './quantities.ts';

export function restoreDocument(restored: RestoreBackupResult): object {
  return {
    filename: restored.filename,
    restored_to: restored.restoredTo,
    method: restored.method,
    database_bytes: restored.databaseBytes,
    database_sha256: restored.databaseSha256,
    duration_ms: restored.durationMs,
    // A restore to a path replaces only what --force says may go; it keeps no copy.
    safety_backup: null,
  };
}

export function restoreText(restored: RestoreBackupResult): string {
  return [
    `Restored ${printable(restored.filename)}`,
    `  to      ${printable(restored.restoredTo)}`,
    `  size    ${formatSize(restored.databaseBytes)}`,
    `  sha256  ${restored.databaseSha256}`,
    `  took    ${formatDuration(restored.durationMs)}`,
  ].join('\n');
}
