import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC:
    'Free disk space, clean up old backups (backup-manager cleanup) or move backup_dir to a larger disk.',
  EDQUOT: 'The quota of this user is used up: raise it, or clean up old backups.',
  EACCES: 'Give this user write permission on the directory, or choose another one.',
  EPERM: 'Give this user write permission on the directory, or choose another one.',
  EROFS: 'The file system is mounted read-only: remount it writable, or choose another directory.',
  ENOENT: 'Create the directory, or correct the path.',
  ENOTDIR: 'A part of the path is a file: correct the path.',
  ENAMETOOLONG: 'Choose a shorter path or database name.',
};

const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'no room left',
  EDQUOT: 'the quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'read-only file system',
  ENOENT: 'no such directory',
  ENOTDIR: 'not a directory',
  ENAMETOOLONG: 'the path is too long',
};

/**
 * What went wrong while writing at `path`, as the operator's error: a system error becomes a
 * BackupDirectoryException with its cause and remedy. Everything else is returned as it is.
 */
export function directoryException(error: unknown, path: string): unknown {
  if (error instanceof BackupManagerException || !isSystemError(error)) return error;
  return new BackupDirectoryException(`${MEANINGS[error.code] ?? error.code}: ${path}`, {
    hint: HINTS[error.code] ?? 'See the system log: the disk or its file system reported a failure.',
    details: { path, system_code: error.code },
    cause: error,
  });
}

/** True for what Node throws when a system call fails. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

/** True where the disk is full, or this user's part of it. */
export function isOutOfRoom(error: unknown): boolean {
  return isSystemError(error) && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
