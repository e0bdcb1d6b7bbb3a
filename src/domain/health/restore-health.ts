import type { HistoryEntry } from '../history/history-entry.ts';
import type { RestoreRecord } from '../restore/restore-record.ts';
import { warning, type HealthFinding } from './health.ts';

/**
 * The restores in place that started and did not finish: the database may have the old or the new content.
 * @param entriesOf the runs of a database; they show a restore that is still running
 */
export function restoreFindings(
  records: readonly RestoreRecord[],
  entriesOf: (database: string) => readonly HistoryEntry[],
): readonly HealthFinding[] {
  return records
    .filter((record) => record.state === 'begun' && !isBeingFinished(record, entriesOf(record.database)))
    .map(({ database, filename, targetPath, restoredAt }) =>
      warning({
        kind: 'restore_unfinished',
        database,
        message: `the restore of ${filename} to ${targetPath} (${restoredAt.toISOString()}) was not finished`,
        hint:
          'The database has its old or its new content. Its next backup, or a repeated restore, finishes it; ' +
          'backup-manager undo brings the old content back.',
      }),
    );
}

/** Also true for a restore that ended between reading the record and the run history. */
function isBeingFinished({ restoredAt }: RestoreRecord, entries: readonly HistoryEntry[]): boolean {
  return entries.some(
    ({ operation, outcome, startedAt }) =>
      operation === 'restore' &&
      (outcome === 'running' || (outcome === 'succeeded' && startedAt.getTime() === restoredAt.getTime())),
  );
}
