import type { RestoreRecord } from '../restore/restore-record.ts';
import { passed, warned, type PreflightCheck } from './preflight.ts';

/**
 * Whether a restore in place of the database at a path has come to its end.
 *
 * @param records of whatever database
 */
export function restorePreflight(sourcePath: string, records: readonly RestoreRecord[]): PreflightCheck {
  const begun = records.find(({ targetPath, state }) => targetPath === sourcePath && state === 'begun');
  if (begun === undefined) return passed('restore', 'none is unfinished');
  return warned(
    'restore',
    `the restore of ${begun.filename}, begun at ${begun.restoredAt.toISOString()}, is running or was interrupted`,
    'If it is not running: the next backup finishes or undoes it; backup-manager undo takes it back.',
  );
}
