import { isSystemError } from './directory-exception.ts';

const NOT_IMPLEMENTED: ReadonlySet<string> = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** True where the file system does not implement a call (old SMB, 9p, VirtualBox folders); an I/O error is not that. */
export function isNotImplemented(error: unknown): boolean {
  return isSystemError(error) && NOT_IMPLEMENTED.has(error.code);
}

/**
 * True where a file system refuses a change of mode, owner or time of a file that this process has just created: on a
 * share, or a stick without owners, every file may belong to another user.
 */
export function isRefusedByFileSystem(error: unknown): boolean {
  return isNotImplemented(error) || (isSystemError(error) && error.code === 'EPERM');
}
