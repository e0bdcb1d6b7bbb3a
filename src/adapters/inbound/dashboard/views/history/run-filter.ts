import { HISTORY_OUTCOMES } from '../../../../../domain/history/history-entry.ts';
import type { HistoryRun } from '../../api/types.ts';

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
  'acknowledge',
  'adopt',
  'annotate',
  'inspect',
  'schedule',
] as const;

type Query = Readonly<Record<string, string>>;

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
  return {
    ...(outcome !== undefined && { outcome }),
    ...(operation !== undefined && { operation }),
    ...(database !== undefined && { database }),
  };
}
