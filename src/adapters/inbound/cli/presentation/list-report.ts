import type { RestorePoint } from '../../../../application/stores/restore-points.ts';
import { restorePointDocument } from '../../documents/backup.ts';
import {
  isEncrypted,
  isManaged,
  isVerified,
  manifestOf,
  type Backup,
} from '../../../../domain/backup/backup.ts';
import { isDamaged } from '../../../../domain/backup/damage.ts';
import { printable } from './printable.ts';
import { formatAge, formatRatio, formatSize, formatTime } from './quantities.ts';
import { renderTable } from './table.ts';

export function listDocument(backups: readonly RestorePoint[]): readonly object[] {
  return backups.map(restorePointDocument);
}

/** What was listed. */
export interface ListScope {
  readonly directory: string;
  /** `undefined`: all databases. */
  readonly database: string | undefined;
}

/** @param hasCopies whether several stores are configured */
export function listText(
  backups: readonly RestorePoint[],
  scope: ListScope,
  now: Date,
  hasCopies = false,
): string {
  if (backups.length === 0) return noBackupsText(scope);
  return renderTable(
    ['NAME', 'CREATED', 'AGE', 'SIZE', 'RATIO', 'STATE', ...(hasCopies ? ['COPIES'] : []), 'LABEL'],
    backups.map((backup) => [
      backup.filename,
      formatTime(backup.createdAt),
      formatAge(backup.createdAt, now),
      formatSize(backup.storedBytes),
      formatRatio(manifestOf(backup)?.databaseBytes, backup.storedBytes),
      stateOf(backup),
      ...(hasCopies ? [backup.copies.map(({ store }) => store).join(', ')] : []),
      backup.state.label ?? '',
    ]),
  );
}

export function noBackupsText({ directory, database }: ListScope): string {
  const ofDatabase = database === undefined ? '' : ` of ${printable(database)}`;
  return `No backups${ofDatabase} in ${printable(directory)}.`;
}

function stateOf(backup: Backup): string {
  const marks = [...(isEncrypted(backup) ? ['encrypted'] : []), ...(backup.state.pinned ? ['pinned'] : [])];
  return [verdictOf(backup), ...marks].join(', ');
}

function verdictOf(backup: Backup): string {
  if (!isManaged(backup)) return 'unmanaged';
  if (isDamaged(backup)) return 'DAMAGED';
  if (backup.record.condition === 'damaged') return 'damaged manifest';
  return isVerified(backup) ? 'verified' : 'unverified';
}
