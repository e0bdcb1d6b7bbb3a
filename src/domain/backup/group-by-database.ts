import type { Backup } from './backup.ts';

export type BackupsOfOneDatabase = readonly [Backup, ...Backup[]];

/**
 * The backups or runs of each database, in the given order; `undefined` holds other tools' files without a
 * database name.
 */
export function groupByDatabase<T extends { readonly database: string | undefined }>(
  items: readonly T[],
): ReadonlyMap<T['database'], readonly [T, ...T[]]> {
  const groups = new Map<T['database'], [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(item.database);
    if (group === undefined) groups.set(item.database, [item]);
    else group.push(item);
  }
  return groups;
}
