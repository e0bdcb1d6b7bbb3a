import type { HistoryEntry } from '../history/history-entry.ts';
import type { RestoreRecord } from '../restore/restore-record.ts';
import { warning, type HealthFinding } from './health.ts';

/**
 * The restores in place that began and did not come to their end: nobody has said which content the database has.
 * @param entriesOf the runs of a database, by which one that is at work is known
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
          'The database has its old content or the new one: its next backup, or the restore done again, settles it; ' +
          'backup-manager undo puts back what was there before.',
      }),
    );
}

/** Or was, between two looks: who reads the record and then the journal may find the end in the second. */
function isBeingFinished({ restoredAt }: RestoreRecord, entries: readonly HistoryEntry[]): boolean {
  return entries.some(
    ({ operation, outcome, startedAt }) =>
      operation === 'restore' &&
      (outcome === 'running' || (outcome === 'succeeded' && startedAt.getTime() === restoredAt.getTime())),
  );
}
