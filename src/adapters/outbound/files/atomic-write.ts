import { createWriteStream } from 'node:fs';
import { link, rename, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { directoryException, isSystemError } from './directory-exception.ts';
import { removeQuietly } from './remove-file.ts';

const OWNER_ONLY = 0o600;

/**
 * Replaces a small file: other processes see the old content or the new one. The caller syncs its directory.
 *
 * @param stagedPath another name on the same file system
 * @param flag how `stagedPath` is opened
 */
export async function writeAtomically(
  path: string,
  text: string,
  stagedPath: string,
  flag: string | number = 'wx',
): Promise<void> {
  try {
    await writeFile(stagedPath, text, { flag, mode: OWNER_ONLY, flush: true });
    await rename(stagedPath, path);
  } catch (error) {
    await removeQuietly(stagedPath);
    throw error;
  }
}

/**
 * Writes a file atomically; of several processes the first one wins. Read the file afterwards, and sync its directory.
 *
 * @param stagedPath a new name on the same file system
 * @param isKept whether an existing file stays
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
    // An unusable file, or no hard links: two first uses at the same time are unlikely, so replace it.
    await rename(stagedPath, path);
  }
}

/**
 * Writes a new file from a stream and makes its content durable; the caller syncs the directory.
 *
 * @param directory named in the exception
 * @throws BackupDirectoryException it cannot be written: no space, no permission
 * @throws whatever `bytes` throws
 */
export async function writeNewFile(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  directory: string,
): Promise<void> {
  let failure: unknown;
  const readable = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* bytes;
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  try {
    await pipeline(readable, createWriteStream(path, { flags: 'wx', mode: OWNER_ONLY, flush: true }));
  } catch (error) {
    throw failure ?? directoryException(error, directory);
  }
}
