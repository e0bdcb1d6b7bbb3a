import { backupDocument } from '../../../../application/documents/backup-document.ts';
import { isManaged, isVerified, manifestOf, type Backup } from '../../../../domain/backup/backup.ts';
import { printable } from './printable.ts';
import { formatAge, formatMoment, formatRatio, formatSize } from './quantities.ts';
import { renderTable } from './table.ts';

export function listDocument(backups: readonly Backup[]): readonly object[] {
  return backups.map(backupDocument);
}

export function listText(backups: readonly Backup[], directory: string, now: Date): string {
  if (backups.length === 0) return `No backups in ${printable(directory)}.`;
  return renderTable(
    ['NAME', 'CREATED', 'AGE', 'SIZE', 'RATIO', 'STATE', 'LABEL'],
    backups.map((backup) => [
      backup.filename,
      formatMoment(backup.createdAt),
      formatAge(backup.createdAt, now),
      formatSize(backup.storedBytes),
      formatRatio(manifestOf(backup)?.databaseBytes, backup.storedBytes),
      stateOf(backup),
      backup.state.label ?? '',
    ]),
  );
}

function stateOf(backup: Backup): string {
  const pinned = backup.state.pinned ? ', pinned' : '';
  if (!isManaged(backup)) return `unmanaged${pinned}`;
  if (backup.record.condition === 'damaged') return `damaged manifest${pinned}`;
  return `${isVerified(backup) ? 'verified' : 'unverified'}${pinned}`;
}
