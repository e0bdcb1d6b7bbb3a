import { BackupManagerException } from '../../domain/exceptions/backup-manager-exception.ts';
import type { RecordedError } from '../../domain/history/history-entry.ts';

/** A failure as it is put on record. What no exception of ours explains is a bug; its stack belongs in the log. */
export function describeError(error: unknown): RecordedError {
  if (error instanceof BackupManagerException) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message, hint: 'This is a bug; the log has its stack.' };
}
