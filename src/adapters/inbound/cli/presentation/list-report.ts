import type { RestorePoint } from '../../../../application/stores/restore-points.ts';
import { restorePointDocument } from '../../documents/backup.ts';
import {
  isEncrypted,
  isManaged,
  isVerified,
  manifestOf,
  typeOf,
  type Backup,
} from '../../../../domain/backup/backup.ts';
import { damageKindOf } from '../../../../domain/backup/damage.ts';
import { chainLines } from './chain-lines.ts';
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
  const hasDeltas = backups.some((backup) => typeOf(backup) !== 'full');
  const type = hasDeltas ? ['TYPE'] : [];
  const copies = hasCopies ? ['COPIES'] : [];
  const table = renderTable(
    ['NAME', ...type, 'CREATED', 'AGE', 'SIZE', 'RATIO', 'STATE', ...copies, 'LABEL'],
    backups.map((backup) => [
      backup.filename,
      ...(hasDeltas ? [typeText(backup)] : []),
      formatTime(backup.createdAt),
      formatAge(backup.createdAt, now),
      formatSize(backup.storedBytes),
      ratioOf(backup),
      stateOf(backup),
      ...(hasCopies ? [backup.copies.map(({ store }) => store).join(', ')] : []),
      backup.state.label ?? '',
    ]),
  );
  return [table, ...chainLines(backups)].join('\n');
}

function typeText(backup: Backup): string {
  return manifestOf(backup) === undefined ? '-' : typeOf(backup);
}

/** Of changed pages alone the ratio to the whole database says nothing. */
function ratioOf(backup: Backup): string {
  const databaseBytes = typeOf(backup) === 'full' ? manifestOf(backup)?.databaseBytes : undefined;
  return formatRatio(databaseBytes, backup.storedBytes);
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
  const damage = damageKindOf(backup);
  if (damage !== undefined) return damage === 'not_restorable' ? 'NOT RESTORABLE' : 'DAMAGED';
  if (backup.record.condition === 'damaged') return 'damaged manifest';
  return isVerified(backup) ? 'verified' : 'unverified';
}
