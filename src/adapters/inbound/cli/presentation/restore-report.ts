import type { RestoreBackupResult } from '../../../../application/restore-backup.ts';
import type { StreamBackupResult } from '../../../../application/stream-backup.ts';
import type { JsonObject } from '../../documents/fields.ts';
import { printable } from './printable.ts';
import { formatDuration, formatSize } from './quantities.ts';

export { restoreDocument } from '../../documents/restore.ts';

const METHODS = {
  sqlite: 'replaced the content through SQLite, in one transaction',
  file: 'replaced the file',
} as const satisfies Record<RestoreBackupResult['method'], string>;

export function restoreText(restored: RestoreBackupResult): string {
  return [`Restored ${printable(restored.filename)}`, ...facts(restored), ...kept(restored)].join('\n');
}

/** The answer of `--if-missing` where something is at the path. */
export function presentDocument(path: string): JsonObject {
  return { restored: false, target: path, reason: 'it exists' };
}

export function presentText(path: string): string {
  return `Nothing to do: ${printable(path)} exists`;
}

export function undoText(restored: RestoreBackupResult): string {
  const lines = [`Reverted the last restore of ${printable(restored.restoredTo)}`];
  return [...lines, `  from    ${printable(restored.filename)}`, ...facts(restored), ...kept(restored)].join(
    '\n',
  );
}

export function streamText(streamed: StreamBackupResult): string {
  const { filename, databaseBytes, databaseSha256 } = streamed;
  const from = `the database of ${filename} from ${storesText(streamed)}`;
  return `Wrote ${from} to stdout: ${formatSize(databaseBytes)}, sha256 ${databaseSha256}`;
}

function facts(restored: RestoreBackupResult): readonly string[] {
  return [
    `  to      ${printable(restored.restoredTo)}`,
    `  store   ${storesText(restored)}`,
    `  method  ${METHODS[restored.method]}`,
    `  size    ${formatSize(restored.databaseBytes)}`,
    `  sha256  ${restored.databaseSha256}`,
    `  took    ${formatDuration(restored.durationMs)}`,
  ];
}

/** The store that was read, and those that were passed over. */
export function storesText({
  store,
  passedOverStores,
}: Pick<RestoreBackupResult, 'store' | 'passedOverStores'>): string {
  const others = passedOverStores.map((other) => printable(`; not ${other.store}: ${other.error}`));
  return [printable(store), ...others].join('');
}

function kept({ safetyCopy }: RestoreBackupResult): readonly string[] {
  if (safetyCopy === undefined) return [];
  return safetyCopy.kind === 'backup'
    ? [`  safety  ${printable(safetyCopy.filename)}, pinned; to revert the restore: backup-manager undo`]
    : [`  safety  the damaged database, kept unchanged: ${printable(safetyCopy.path)}`];
}
