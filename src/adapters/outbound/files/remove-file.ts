import { unlink } from 'node:fs/promises';
import { directoryException, isSystemError } from '../codec/directory-exception.ts';

/**
 * Removes a file; one that is not there is no error. Not Node's `rm`, which takes EPERM, of an immutable file say, for
 * the sign of a directory and then reports "not a directory".
 */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  }
}

/** Cleans up after a failure: a clean-up that fails must not hide the first error. The next run sweeps the rest. */
export async function removeQuietly(...paths: readonly string[]): Promise<void> {
  for (const path of paths) await removeFile(path).catch(() => undefined);
}

/** @throws BackupDirectoryException it cannot be removed */
export async function removeInDirectory(path: string): Promise<void> {
  await removeFile(path).catch((error: unknown) => {
    throw directoryException(error, path);
  });
}
