import type { RestoreBackupResult } from '../../../../application/restore-backup.ts';
import type { StreamBackupResult } from '../../../../application/stream-backup.ts';
import { printable } from './printable.ts';
import { formatDuration, formatSize } from './quantities.ts';

export { restoreDocument } from '../../../../application/documents/restore-document.ts';

const METHODS = {
  sqlite: 'its content was replaced through SQLite, in one transaction',
  file: 'the file was written anew',
} as const satisfies Record<RestoreBackupResult['method'], string>;

export function restoreText(restored: RestoreBackupResult): string {
  return [`Restored ${printable(restored.filename)}`, ...facts(restored), ...kept(restored)].join('\n');
}

export function undoText(restored: RestoreBackupResult): string {
  const lines = [`Undone: ${printable(restored.restoredTo)} has again what it had before its last restore`];
  return [...lines, `  from    ${printable(restored.filename)}`, ...facts(restored), ...kept(restored)].join(
    '\n',
  );
}

/** One line for stderr: stdout has the database. */
export function streamText({ filename, databaseBytes, databaseSha256 }: StreamBackupResult): string {
  return `Wrote the database of ${filename} to stdout: ${formatSize(databaseBytes)}, sha256 ${databaseSha256}`;
}

function facts(restored: RestoreBackupResult): readonly string[] {
  return [
    `  to      ${printable(restored.restoredTo)}`,
    `  how     ${METHODS[restored.method]}`,
    `  size    ${formatSize(restored.databaseBytes)}`,
    `  sha256  ${restored.databaseSha256}`,
    `  took    ${formatDuration(restored.durationMs)}`,
  ];
}

function kept({ safetyCopy }: RestoreBackupResult): readonly string[] {
  if (safetyCopy === undefined) return [];
  return safetyCopy.kind === 'backup'
    ? [`  before  ${printable(safetyCopy.filename)}, pinned; take it back with: backup-manager undo`]
    : [`  before  damaged, kept as it was: ${printable(safetyCopy.path)}`];
}
