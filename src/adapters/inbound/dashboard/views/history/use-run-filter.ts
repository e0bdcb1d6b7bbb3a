import { useEffect } from 'preact/hooks';
import { history, historyFilter, NEWEST_RUNS } from '../../state/data.ts';
import { hashOf, route } from '../../state/route.ts';
import { filterOf, queryOfFilter, type RunFilter } from './run-filter.ts';

/** More than this the service gives to nobody at once. */
export const MOST_RUNS = 10_000;

export interface RunFilterUse {
  readonly filter: RunFilter;
  readonly change: (changes: Partial<RunFilter>) => void;
  readonly showOlder: () => void;
}

/** Which runs are shown: as the address has it, and asked of the service. */
export function useRunFilter(): RunFilterUse {
  const filter = filterOf(route.value.query);
  const { outcome, operation, database } = filter;
  useEffect(() => {
    const wish = historyFilter.value;
    const isAsked = wish.outcome === outcome && wish.operation === operation && wish.database === database;
    if (!isAsked) ask({ outcome, operation, database }, NEWEST_RUNS);
  }, [outcome, operation, database]);
  return {
    filter,
    change: (changes) => {
      const next = queryOfFilter({ ...filter, ...changes });
      location.replace(hashOf('history', route.value.item, next));
    },
    showOlder: () => {
      ask(filter, MOST_RUNS);
    },
  };
}

function ask(filter: RunFilter, limit: number): void {
  historyFilter.value = { ...filter, limit };
  void history.refresh();
}
