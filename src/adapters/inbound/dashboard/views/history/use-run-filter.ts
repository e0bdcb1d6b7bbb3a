import { useEffect } from 'preact/hooks';
import { history, historyFilter, NEWEST_RUNS } from '../../state/data.ts';
import { hashOf, route } from '../../state/route.ts';
import { filterOf, queryOfFilter, type RunFilter } from './run-filter.ts';

/** The limit of the service. */
export const MOST_RUNS = 10_000;

export interface RunFilterUse {
  readonly filter: RunFilter;
  readonly change: (changes: Partial<RunFilter>) => void;
  readonly showOlder: () => void;
}

export function useRunFilter(): RunFilterUse {
  const filter = filterOf(route.value.query);
  const { outcome, operation, database } = filter;
  useEffect(() => {
    const request = historyFilter.value;
    const isAsked =
      request.outcome === outcome && request.operation === operation && request.database === database;
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
