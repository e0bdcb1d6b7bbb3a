import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { directoryException, isSystemError, systemErrorMeaning } from '../codec/directory-exception.ts';

/** Only a programming error causes these. */
const OWN_BUGS: readonly string[] = ['EBADF', 'EFAULT', 'EINVAL'];

/** Primary codes of https://www.sqlite.org/rescode.html that report the machine, not our SQL. */
const SQLITE_OUTSIDE: ReadonlyMap<number, string> = new Map([
  [3, 'permission denied'],
  [7, 'the system is out of memory'],
  [8, 'a scratch file is read-only'],
  [10, 'the disk reported an error'],
  [13, 'no room left'],
  [14, 'a scratch file cannot be opened'],
]);
const PRIMARY_MASK = 0xff;

/** Translates failures of the system or of SQLite's files that a task did not translate; other errors unchanged. */
export function outsideFailure(error: unknown): unknown {
  if (isSystemError(error)) {
    if (OWN_BUGS.includes(error.code)) return error;
    return error.path === undefined ? withoutPath(error) : directoryException(error, error.path);
  }
  const meaning = sqliteMeaning(error);
  if (meaning === undefined) return error;
  return new BackupDirectoryException(`${meaning}: ${(error as Error).message}`, {
    hint: 'Check the system log: the disk, its file system or the memory of this machine reported a failure.',
    cause: error,
  });
}

function withoutPath(error: NodeJS.ErrnoException & { code: string }): BackupDirectoryException {
  return new BackupDirectoryException(`${systemErrorMeaning(error)} (${String(error.syscall)})`, {
    hint: 'Check the system log: the disk, its file system or a limit of this process refused it.',
    details: { system_code: error.code },
    cause: error,
  });
}

function sqliteMeaning(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return SQLITE_OUTSIDE.get(Number(error.errcode) & PRIMARY_MASK);
}
