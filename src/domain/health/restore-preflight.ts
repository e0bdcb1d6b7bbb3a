import type { RestoreRecord } from '../restore/restore-record.ts';
import { passed, warned, type PreflightCheck } from './preflight.ts';

/**
 * Whether a restore in place at a path is unfinished.
 * @param records of any database
 */
export function restorePreflight(sourcePath: string, records: readonly RestoreRecord[]): PreflightCheck {
  const unfinished = records.find(({ targetPath, state }) => targetPath === sourcePath && state === 'begun');
  if (unfinished === undefined) return passed('restore', 'no restore is unfinished');
  return warned(
    'restore',
    `the restore of ${unfinished.filename}, started at ${unfinished.restoredAt.toISOString()}, is running or was interrupted`,
    'If it is not running: the next backup finishes or undoes it; backup-manager undo reverts it.',
  );
}
