import { open } from 'node:fs/promises';
import { isNotImplemented } from './unsupported.ts';

/**
 * Makes the names in a directory durable: a rename or an unlink survives a power cut only after fsync of the
 * directory that holds it.
 *
 * @returns false where the file system does not implement it; an I/O error is thrown
 */
export async function syncDirectory(path: string): Promise<boolean> {
  // Windows cannot open directories; its file systems journal their metadata themselves.
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

/** Makes a file's content durable, whoever wrote it. */
export async function syncFile(path: string): Promise<void> {
  // What may only be read can be made durable all the same, save on Windows.
  const file = await open(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
