import { open } from 'node:fs/promises';
import { isNotImplemented } from './unsupported.ts';

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
