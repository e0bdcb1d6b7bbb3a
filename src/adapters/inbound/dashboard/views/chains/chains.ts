import type { Backup } from '../../api/types.ts';
import { formatBytes } from '../../i18n/format.ts';
import { listText, t } from '../../i18n/t.ts';

export function hasDeltas(list: readonly Pick<Backup, 'type'>[]): boolean {
  return list.some(({ type }) => type !== 'full');
}

/**
 * The backups that a restore reads, the backup itself first; `undefined` when one of them is not in the list.
 * @param byName all backups, by file name
 */
export function restoredFiles(
  backup: Backup,
  byName: ReadonlyMap<string, Backup>,
): readonly Backup[] | undefined {
  const files = new Set<Backup>();
  for (let each: Backup | undefined = backup; each !== undefined; each = byName.get(each.parent ?? '')) {
    // A damaged manifest may name any parent.
    if (files.has(each)) return undefined;
    files.add(each);
  }
  const all = [...files];
  return all.at(-1)?.parent === null ? all : undefined;
}

/** "24 restore points in 1.1 GB", where there is a diff or incr; else `undefined`. */
export function chainText(list: readonly Backup[]): string | undefined {
  const own = list.filter(({ managed }) => managed);
  if (!hasDeltas(own)) return undefined;
  const count = own.filter(({ restorable }) => restorable).length;
  const size = formatBytes(own.reduce((sum, backup) => sum + backup.size, 0));
  const points = t('chains.restorePoints', { count, size });
  const broken = own.length - count;
  return broken === 0 ? points : listText([points, t('chains.notRestorable', { count: broken })]);
}
