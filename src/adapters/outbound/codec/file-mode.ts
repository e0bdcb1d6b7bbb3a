import { chmod } from 'node:fs/promises';
import { isRefusedByFileSystem } from './unsupported.ts';

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
