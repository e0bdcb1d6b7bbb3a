import { link, rename, writeFile } from 'node:fs/promises';
import { isSystemError } from '../codec/directory-exception.ts';
import { removeQuietly } from './remove-file.ts';

const OWNER_ONLY = 0o600;

/**
 * Writes a file whose name is taken by the first of several processes: the file is there whole or not at all. The
 * caller reads what is there afterwards and makes the name durable.
 *
 * @param stagedPath a new name on the same file system
 * @param isKept whether the file that is there already stays
 */
export async function writeFirst(
  stagedPath: string,
  path: string,
  text: string,
  isKept: () => Promise<boolean>,
): Promise<void> {
  try {
    await writeFile(stagedPath, text, { flag: 'wx', mode: OWNER_ONLY, flush: true });
    await takeName(stagedPath, path, isKept);
  } finally {
    await removeQuietly(stagedPath);
  }
}

async function takeName(stagedPath: string, path: string, isKept: () => Promise<boolean>): Promise<void> {
  try {
    await link(stagedPath, path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'EEXIST' && (await isKept())) return;
    // An unusable file, or a file system without hard links: two first uses at the same time are too unlikely to refuse it.
    await rename(stagedPath, path);
  }
}
