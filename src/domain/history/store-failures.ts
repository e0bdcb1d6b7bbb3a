import type { JsonValue } from '../exceptions/backup-manager-exception.ts';
import type { HistoryEntry } from './history-entry.ts';

/** Facts of runs that place copies: store name → message. */
const FACT = 'failed_stores';

/** The last failure of a store on record. */
export interface RecordedStoreFailure {
  readonly at: Date;
  readonly message: string;
}

/** The fact of a run whose copies failed in these stores; nothing when there is none. */
export function failedStoresFact(
  failures: readonly { readonly store: string; readonly error: Error }[],
): Readonly<Record<string, JsonValue>> {
  if (failures.length === 0) return {};
  // The first failure of a store counts: the later ones follow from it.
  const first = [...failures].reverse().map(({ store, error }) => [store, error.message] as const);
  return { [FACT]: Object.fromEntries(first) };
}

/** The stores in which copies of this run failed, with the messages. */
export function failedStoresOf({ facts }: Pick<HistoryEntry, 'facts'>): ReadonlyMap<string, string> {
  const value = facts[FACT];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([store, message]: [string, unknown]) =>
      typeof message === 'string' ? [[store, message] as const] : [],
    ),
  );
}

/**
 * The failures of stores that no later backup or sync of the same database has ended.
 * @param entries one database's, newest first
 */
export function lastStoreFailures(
  entries: readonly HistoryEntry[],
): ReadonlyMap<string, RecordedStoreFailure> {
  const failures = new Map<string, RecordedStoreFailure>();
  const settled = new Set<string>();
  for (const entry of entries) {
    if (!placesCopies(entry)) continue;
    for (const [store, message] of failedStoresOf(entry)) {
      if (!settled.has(store) && !failures.has(store)) failures.set(store, { at: entry.startedAt, message });
    }
    const only = entry.facts['store'];
    if (typeof only !== 'string') break;
    settled.add(only);
  }
  return failures;
}

/** Whether the run reached the stores: a create that failed before or made no backup is no statement about them. */
function placesCopies({ operation, outcome, facts }: HistoryEntry): boolean {
  if (operation === 'create') return outcome === 'succeeded';
  return operation === 'sync' && typeof facts['copied'] === 'number';
}
