import { constants } from 'node:os';
import { BackupDirectoryException, NO_SPACE } from '../../../domain/exceptions/backup-directory-exception.ts';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';

const SYSTEM_LOG = 'Check the system log: the disk or its file system reported a failure.';
const NETWORK = 'Check the share and its server; unmount and mount it again when it is back.';

interface Words {
  readonly meaning: string;
  readonly hint: string;
}

/** By the name of the system's error; https://man7.org/linux/man-pages/man3/errno.3.html */
const WORDS: Readonly<Record<string, Words>> = {
  ENOSPC: {
    meaning: 'no room left',
    hint: 'Free disk space, clean up old backups (backup-manager cleanup) or move backup_dir to a larger disk.',
  },
  EDQUOT: {
    meaning: 'the quota is used up',
    hint: 'The quota of this user, group or project is used up: raise it, or clean up old backups (backup-manager cleanup).',
  },
  EFBIG: {
    meaning: 'the file is too large for this file system or for the limit of file sizes',
    hint: 'Files there may not be that large: raise the limit (ulimit -f), or choose another file system; FAT32 takes less than 4 GiB.',
  },
  EACCES: {
    meaning: 'permission denied',
    hint: 'Give this user write permission on the directory, or choose another one.',
  },
  EPERM: {
    meaning: 'operation not permitted',
    hint: 'Check whether the file or its directory is immutable or append-only (lsattr; chattr -i), or belongs to another user. Permit it, or choose another directory.',
  },
  EROFS: {
    meaning: 'read-only file system',
    hint: 'The file system is mounted read-only: remount it writable, or choose another directory.',
  },
  ENOENT: { meaning: 'no such directory', hint: 'Create the directory, or correct the path.' },
  ENOTDIR: { meaning: 'not a directory', hint: 'A part of the path is a file: correct the path.' },
  EISDIR: { meaning: 'a directory is in the place of a file', hint: 'Move the directory away.' },
  ENAMETOOLONG: { meaning: 'the path is too long', hint: 'Choose a shorter path or database name.' },
  ELOOP: {
    meaning: 'symbolic links form a loop',
    hint: 'Correct the links in the path.',
  },
  EXDEV: {
    meaning: 'on another file system',
    hint: 'Keep the backup directory and its .state on one file system.',
  },
  EBUSY: {
    meaning: 'in use or a mount point',
    hint: 'Find out which program uses it, or what is mounted there.',
  },
  EMFILE: {
    meaning: 'too many files are open in this process',
    hint: 'Raise the limit of open files (ulimit -n; LimitNOFILE in systemd), or run fewer operations at a time.',
  },
  ENFILE: {
    meaning: 'too many files are open on this machine',
    hint: 'Raise fs.file-max, or find the program that has so many files open.',
  },
  EAGAIN: {
    meaning: 'the system has no free resources for it now',
    hint: 'Try again when the machine has less load. If it persists, raise the limits of processes and memory.',
  },
  ENOMEM: {
    meaning: 'the system is out of memory',
    hint: 'Free memory, or raise the limit of this process or container.',
  },
  EIO: { meaning: 'the disk reported an error', hint: SYSTEM_LOG },
  ESTALE: {
    meaning: 'the share has changed on its server (stale file handle)',
    hint: NETWORK,
  },
  ENOTCONN: { meaning: 'the mount has lost its connection', hint: NETWORK },
  EHOSTDOWN: { meaning: 'the server of the share is down', hint: NETWORK },
  ETIMEDOUT: { meaning: 'the server of the share does not answer', hint: NETWORK },
};

/** A system error at `path` as a BackupDirectoryException with its hint; any other error unchanged. */
export function directoryException(error: unknown, path: string): unknown {
  if (error instanceof BackupManagerException || !isSystemError(error)) return error;
  const code = systemCodeOf(error);
  const words = WORDS[code];
  return new BackupDirectoryException(`${words?.meaning ?? code}: ${path}`, {
    hint: words?.hint ?? SYSTEM_LOG,
    details: { ...spaceReason(error), path, system_code: code },
    cause: error,
  });
}

/** Runs `work`; its system errors become BackupDirectoryExceptions at `path`. */
export async function withDirectoryErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw directoryException(error, path);
  }
}

/** The system error in words. */
export function systemErrorMeaning(error: NodeJS.ErrnoException & { code: string }): string {
  const code = systemCodeOf(error);
  return WORDS[code]?.meaning ?? code;
}

/** The next step after a system error. */
export function systemErrorHint(error: NodeJS.ErrnoException & { code: string }): string {
  return WORDS[systemCodeOf(error)]?.hint ?? SYSTEM_LOG;
}

/**
 * The name of a system error. libuv lacks some (EDQUOT, ESTALE): its code is then "Unknown system error -122", or
 * UNKNOWN after a synchronous call, and only the number identifies it.
 */
export function systemCodeOf({ code, errno }: NodeJS.ErrnoException & { code: string }): string {
  if (!/^unknown/i.test(code) || errno === undefined) return code;
  const named = Object.entries(constants.errno).find(([, number]) => number === Math.abs(errno));
  return named?.[0] ?? code;
}

/** Whether Node threw it because a system call failed. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}

export function isMissing(error: unknown): boolean {
  return isSystemError(error) && error.code === 'ENOENT';
}

/** For the details of an exception: the reason `no_space` for a full disk or quota, else nothing. */
export function spaceReason(error: unknown): { readonly reason?: typeof NO_SPACE } {
  return isOutOfSpace(error) ? { reason: NO_SPACE } : {};
}

/** The disk or the user's quota is full. */
export function isOutOfSpace(error: unknown): boolean {
  return isSystemError(error) && ['ENOSPC', 'EDQUOT'].includes(systemCodeOf(error));
}
