import { isSystemError } from './directory-exception.ts';

const NOT_IMPLEMENTED: ReadonlySet<string> = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** The file system does not implement the call (old SMB, 9p, VirtualBox folders). */
export function isNotImplemented(error: unknown): boolean {
  return isSystemError(error) && NOT_IMPLEMENTED.has(error.code);
}

/**
 * The file system refuses to change mode, owner or time of a file that this process has just created: on a share or a
 * stick without owners, every file may belong to another user.
 */
export function isRefusedByFileSystem(error: unknown): boolean {
  return isNotImplemented(error) || (isSystemError(error) && error.code === 'EPERM');
}
