import type { HistoryEntry } from './history-entry.ts';

export function entriesByDatabase(
  entries: readonly HistoryEntry[],
): ReadonlyMap<string, readonly HistoryEntry[]> {
  const groups = new Map<string, HistoryEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.database);
    if (group === undefined) groups.set(entry.database, [entry]);
    else group.push(entry);
  }
  return groups;
}
