import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import type { RecordedError } from '../../domain/history/history-entry.ts';

/** A failure for the run history. Any error but ours is a bug; its stack belongs in the log file. */
export function describeError(error: unknown): RecordedError {
  if (error instanceof BackupManagerException) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message, hint: 'This is a bug; the log file has its stack.' };
}
