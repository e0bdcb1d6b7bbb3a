import { isManaged, typeOf, type Backup } from '../../../../domain/backup/backup.ts';
import { BACKUP_TYPES } from '../../../../domain/backup/backup-type.ts';
import { isRestorable } from '../../../../domain/backup/damage.ts';
import { groupByDatabase } from '../../../../domain/backup/group-by-database.ts';
import { printable } from './printable.ts';
import { formatCount, formatSize } from './quantities.ts';

/** The restore points of each database with a diff or incr and their size, and what keeps others from a restore. */
export function chainLines(backups: readonly Backup[]): readonly string[] {
  return [...groupByDatabase(backups.filter(isManaged))].flatMap(([database, group]) =>
    group.every((backup) => typeOf(backup) === 'full')
      ? []
      : [sizeLine(database ?? '-', group), ...problemLines(database ?? '-', group)],
  );
}

function sizeLine(database: string, backups: readonly Backup[]): string {
  const points = backups.filter(isRestorable);
  const storedBytes = backups.reduce((sum, backup) => sum + backup.storedBytes, 0);
  const types = BACKUP_TYPES.flatMap((type) => {
    const count = points.filter((backup) => typeOf(backup) === type).length;
    return count === 0 ? [] : [`${String(count)} ${type}`];
  });
  const counts = types.length === 0 ? '' : ` (${types.join(', ')})`;
  return `${printable(database)}: ${formatCount(points.length, 'restore point')} in ${formatSize(storedBytes)}${counts}`;
}

/** One line for each cause: a missing full breaks every delta on it. */
function problemLines(database: string, backups: readonly Backup[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { base } of backups) {
    if (base?.problem !== undefined) counts.set(base.problem, (counts.get(base.problem) ?? 0) + 1);
  }
  return [...counts].map(
    ([problem, count]) => `${printable(database)}: ${String(count)} not restorable: ${printable(problem)}`,
  );
}
