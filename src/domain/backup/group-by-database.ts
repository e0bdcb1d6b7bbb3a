import type { Backup } from './backup.ts';

export type BackupsOfOneDatabase = readonly [Backup, ...Backup[]];

/**
 * The backups of each database, in the given order; `undefined` holds other tools' files without a database
 * name.
 */
export function groupByDatabase(
  backups: readonly Backup[],
): ReadonlyMap<string | undefined, BackupsOfOneDatabase> {
  const groups = new Map<string | undefined, [Backup, ...Backup[]]>();
  for (const backup of backups) {
    const group = groups.get(backup.database);
    if (group === undefined) groups.set(backup.database, [backup]);
    else group.push(backup);
  }
  return groups;
}
