import { useEffect } from 'preact/hooks';
import { HISTORY_OUTCOMES } from '../../../../../domain/history/history-entry.ts';
import type { HistoryRun } from '../../api/types.ts';
import { history, historyFilter, NEWEST_RUNS } from '../../state/data.ts';
import { hashOf, queryOf, route, type Query } from '../../state/route.ts';

export interface RunFilter {
  readonly outcome: HistoryRun['outcome'] | undefined;
  readonly operation: string | undefined;
  readonly database: string | undefined;
}

export const NO_FILTER: RunFilter = { outcome: undefined, operation: undefined, database: undefined };

export const OPERATIONS = [
  'create',
  'verify',
  'restore',
  'cleanup',
  'copy',
  'sync',
  'acknowledge',
  'adopt',
  'annotate',
  'inspect',
  'schedule',
] as const;

export function isFiltering({ outcome, operation, database }: RunFilter): boolean {
  return outcome !== undefined || operation !== undefined || database !== undefined;
}

/** Must match the filter of the service. */
export function filterRuns(runs: readonly HistoryRun[], filter: RunFilter): readonly HistoryRun[] {
  if (!isFiltering(filter)) return runs;
  const { outcome, operation, database } = filter;
  return runs.filter(
    (run) =>
      (outcome === undefined || run.outcome === outcome) &&
      (operation === undefined || run.operation === operation) &&
      (database === undefined || run.database === database),
  );
}

/** Ignores invalid values. */
export function filterOf({ outcome, operation, database }: Query): RunFilter {
  return {
    outcome: HISTORY_OUTCOMES.find((known) => known === outcome),
    operation: operation !== undefined && /^[a-z_-]{1,64}$/.test(operation) ? operation : undefined,
    database,
  };
}

export function queryOfFilter({ outcome, operation, database }: RunFilter): Query {
  return queryOf({ outcome, operation, database });
}

/** Running first, then the newest. @param hasEnded knows about ends before the history does */
export function runOrder(
  newestFirst: readonly HistoryRun[],
  hasEnded: (runId: string) => boolean,
): readonly HistoryRun[] {
  const isRunning = (run: HistoryRun): boolean => run.outcome === 'running' && !hasEnded(run.id);
  const running = newestFirst.filter(isRunning);
  if (running.length === 0) return newestFirst;
  return [...running, ...newestFirst.filter((run) => !isRunning(run))];
}

/** The limit of the service. */
export const MOST_RUNS = 10_000;

interface RunFilterUse {
  readonly filter: RunFilter;
  readonly change: (changes: Partial<RunFilter>) => void;
  readonly showOlder: () => void;
}

export function useRunFilter(): RunFilterUse {
  const filter = filterOf(route.value.query);
  const { outcome, operation, database } = filter;
  useEffect(() => {
    const request = historyFilter.value;
    const isLoaded =
      request.outcome === outcome && request.operation === operation && request.database === database;
    if (!isLoaded) load({ outcome, operation, database }, NEWEST_RUNS);
  }, [outcome, operation, database]);
  return {
    filter,
    change: (changes) => {
      const next = queryOfFilter({ ...filter, ...changes });
      location.replace(hashOf('history', route.value.item, next));
    },
    showOlder: () => load(filter, MOST_RUNS),
  };
}

function load(filter: RunFilter, limit: number): void {
  historyFilter.value = { ...filter, limit };
  void history.refresh();
}
