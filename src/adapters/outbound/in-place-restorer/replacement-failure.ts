import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { directoryException } from '../codec/directory-exception.ts';
import { SQLITE, primaryCode, sourceException } from '../sqlite-file/sqlite-error.ts';

/** What went wrong at a target that is being replaced, as the operator's error. */
export async function replacementFailure(
  error: unknown,
  target: string,
  busyTimeoutMs: number,
): Promise<unknown> {
  switch (primaryCode(error)) {
    case SQLITE.FULL:
      return new BackupDirectoryException(`no room left: ${target}`, {
        hint: 'Its journal or write-ahead log takes as much room as the database for the time of the restore: free some; nothing was changed.',
        details: { path: target },
        cause: error,
      });
    case SQLITE.READONLY:
    case SQLITE.PERM:
    case SQLITE.AUTH:
      return new DatabaseAccessException(`permission denied: ${target} may not be written`, {
        hint: "Run as the database's owner or as root; its folder must be writable too.",
        details: { path: target },
        cause: error,
      });
    default:
      return directoryException(await sourceException(error, target, busyTimeoutMs), target);
  }
}

/** True when another connection holds a lock; node's backup call says so with a code that says nothing. */
export function isLocked(error: unknown): boolean {
  const code = primaryCode(error);
  return code === SQLITE.BUSY || code === 0;
}
