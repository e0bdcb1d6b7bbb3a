import type { RestoreRecord } from '../restore/restore-record.ts';
import { passed, warned, type Judgement } from './preflight.ts';

/**
 * Whether a restore in place of the database at a path has come to its end.
 *
 * @param records of whatever database
 */
export function judgeRestore(sourcePath: string, records: readonly RestoreRecord[]): Judgement {
  const begun = records.find(({ targetPath, state }) => targetPath === sourcePath && state === 'begun');
  if (begun === undefined) return passed('restore', 'none is unfinished');
  return warned(
    'restore',
    `the restore of ${begun.filename}, begun at ${begun.restoredAt.toISOString()}, is running or was interrupted`,
    'If it is not running: the next backup finishes or undoes it; backup-manager undo takes it back.',
  );
}
