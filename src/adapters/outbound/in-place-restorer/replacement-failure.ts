import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { DatabaseAccessException } from '../../../domain/exceptions/database-access-exception.ts';
import { directoryException } from '../files/directory-exception.ts';
import { SQLITE, primaryCode, sourceException } from '../sqlite-file/sqlite-error.ts';

export async function replacementFailure(
  error: unknown,
  target: string,
  busyTimeoutMs: number,
): Promise<unknown> {
  switch (primaryCode(error)) {
    case SQLITE.FULL:
      return new BackupDirectoryException(`no room left: ${target}`, {
        hint: 'Nothing was changed. Free disk space: during the restore, its journal or WAL is as large as the database.',
        details: { path: target },
        cause: error,
      });
    case SQLITE.READONLY:
    case SQLITE.PERM:
    case SQLITE.AUTH:
      return new DatabaseAccessException(`permission denied: ${target} may not be written`, {
        hint: "Run the command as the database's owner or as root. Its folder must be writable too.",
        details: { path: target },
        cause: error,
      });
    default:
      return directoryException(await sourceException(error, target, busyTimeoutMs), target);
  }
}

/** True when another connection holds a lock; node's backup call reports that with a generic code. */
export function isLocked(error: unknown): boolean {
  const code = primaryCode(error);
  return code === SQLITE.BUSY || code === 0;
}
