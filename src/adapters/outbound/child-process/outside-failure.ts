import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { directoryException, isSystemError, systemErrorMeaning } from '../codec/directory-exception.ts';

/** Only a program that is wrong gets these. */
const OWN_BUGS: readonly string[] = ['EBADF', 'EFAULT', 'EINVAL'];

/** Primary codes of https://www.sqlite.org/rescode.html that tell of the machine, not of our SQL. */
const SQLITE_OUTSIDE: ReadonlyMap<number, string> = new Map([
  [3, 'permission denied'],
  [7, 'the system is out of memory'],
  [8, 'a scratch file is read-only'],
  [10, 'the disk reported an error'],
  [13, 'no room left'],
  [14, 'a scratch file cannot be opened'],
]);
const PRIMARY_MASK = 0xff;

/**
 * What a task did not translate itself: a failure of the system or of SQLite's files is the machine's, not a bug of
 * ours. Everything else is returned as it is.
 */
export function outsideFailure(error: unknown): unknown {
  if (isSystemError(error)) {
    if (OWN_BUGS.includes(error.code)) return error;
    return error.path === undefined ? withoutPath(error) : directoryException(error, error.path);
  }
  const meaning = sqliteMeaning(error);
  if (meaning === undefined) return error;
  return new BackupDirectoryException(`${meaning}: ${(error as Error).message}`, {
    hint: 'See the system log: the disk, its file system or the memory of this machine reported a failure.',
    cause: error,
  });
}

function withoutPath(error: NodeJS.ErrnoException & { code: string }): BackupDirectoryException {
  return new BackupDirectoryException(`${systemErrorMeaning(error)} (${String(error.syscall)})`, {
    hint: 'See the system log: the disk, its file system or a limit of this process refused it.',
    details: { system_code: error.code },
    cause: error,
  });
}

function sqliteMeaning(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return SQLITE_OUTSIDE.get(Number(error.errcode) & PRIMARY_MASK);
}
