import { open, chmod, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RunWarning } from '../../../application/ports/run-listener.ts';
import { isSystemError } from './directory-exception.ts';

const NOT_IMPLEMENTED: ReadonlySet<string> = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** The file system does not implement the call (old SMB, 9p, VirtualBox folders). */
function isNotImplemented(error: unknown): boolean {
  return isSystemError(error) && NOT_IMPLEMENTED.has(error.code);
}

/**
 * The file system refuses to change mode, owner or time of a file that this process has just created: on a share or a
 * stick without owners, every file may belong to another user.
 */
export function isRefusedByFileSystem(error: unknown): boolean {
  return isNotImplemented(error) || (isSystemError(error) && error.code === 'EPERM');
}

/**
 * Makes a rename or unlink in a directory survive a power cut.
 * @returns false where the file system does not implement it; an I/O error is thrown
 */
export async function syncDirectory(path: string): Promise<boolean> {
  // Windows cannot open directories; its file systems journal their metadata.
  if (process.platform === 'win32') return true;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
    return true;
  } catch (error) {
    if (isNotImplemented(error)) return false;
    throw error;
  } finally {
    await directory.close();
  }
}

export async function syncFile(path: string): Promise<void> {
  // fsync works on a read-only descriptor, except on Windows.
  const file = await open(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Sets the mode of a file that this process has created.
 * @returns false where the file system has no modes
 */
export async function setMode(path: string, mode: number): Promise<boolean> {
  try {
    await chmod(path, mode);
    return true;
  } catch (error) {
    if (isRefusedByFileSystem(error)) return false;
    throw error;
  }
}

const OTHERS = 0o077;

/**
 * What the file system of `directory` does not guarantee, as at most one warning.
 * @param ownFile a file that this process created there with mode 0600; without it, modes are not checked
 */
export async function fileSystemWarnings(directory: string, ownFile: string): Promise<readonly RunWarning[]> {
  const missing: string[] = [];
  if (!(await syncDirectory(dirname(ownFile)))) {
    missing.push('it cannot sync a directory, so a power cut may lose the newest files');
  }
  if (await isOpenToOthers(ownFile)) {
    missing.push('it keeps no file modes, so other users of the machine may be able to read the files');
  }
  if (missing.length === 0) return [];
  return [
    {
      message: `the file system of ${directory} does not guarantee everything: ${missing.join('; ')}`,
      hint: 'Files are written and verified as usual. Keep a second copy on another file system if this matters.',
    },
  ];
}

async function isOpenToOthers(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return process.platform !== 'win32' && facts !== undefined && (facts.mode & OTHERS) !== 0;
}
