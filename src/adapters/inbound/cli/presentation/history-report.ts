import { shownDatabase } from '../../../../domain/backup/database-name.ts';
import type { HistoryEntry } from '../../../../domain/history/history-entry.ts';
import { formatCount, formatDuration, formatTime } from './quantities.ts';
import { renderTable } from './table.ts';

export { historyDocument } from '../../documents/run.ts';

export function historyText(runs: readonly HistoryEntry[]): string {
  if (runs.length === 0) return 'No runs found.';
  return renderTable(
    ['STARTED', 'OPERATION', 'DATABASE', 'OUTCOME', 'TOOK', 'DETAILS'],
    runs.map((run) => [
      formatTime(run.startedAt),
      run.operation,
      shownDatabase(run.database),
      run.outcome,
      run.durationMs === undefined ? '-' : formatDuration(run.durationMs),
      detailsText(run),
    ]),
  );
}

function detailsText({ error, facts, warnings }: HistoryEntry): string {
  const result = error === undefined ? factsText(facts) : `${error.code}: ${error.message}`;
  const count = warnings.length;
  if (count === 0) return result;
  return `${result}${result === '' ? '' : ', '}${formatCount(count, 'warning')}`;
}

/** The file name, the type of a diff or incr, and the result; without a file, all facts. */
function factsText(facts: HistoryEntry['facts']): string {
  const { filename, result, ...others } = facts;
  const { type } = others;
  const isDelta = type === 'diff' || type === 'incr';
  const parts =
    filename === undefined
      ? Object.entries(others).map(([key, value]) => `${key} ${shown(value)}`)
      : [shown(filename), ...(isDelta ? [type] : [])];
  return [...parts, ...(result === undefined ? [] : [shown(result)])].join(', ');
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
