import type { JournalEntry } from './journal-entry.ts';

/** The runs of each database, in the order in which they come. */
export function entriesByDatabase(
  entries: readonly JournalEntry[],
): ReadonlyMap<string, readonly JournalEntry[]> {
  const groups = new Map<string, JournalEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.database);
    if (group === undefined) groups.set(entry.database, [entry]);
    else group.push(entry);
  }
  return groups;
}
