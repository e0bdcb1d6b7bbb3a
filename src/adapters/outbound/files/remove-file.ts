import { unlink } from 'node:fs/promises';
import { withDirectoryErrors } from './directory-exception.ts';
import { unlessMissing } from './existing-files.ts';

/**
 * Removes a file, if it exists. Not Node's `rm`: it takes EPERM (an immutable file) for a directory and reports "not a
 * directory".
 */
export async function removeFile(path: string): Promise<void> {
  await unlessMissing(unlink(path));
}

/** For clean-up: its failure must not hide the first error. The next run removes the rest. */
export async function removeQuietly(...paths: readonly string[]): Promise<void> {
  for (const path of paths) await removeFile(path).catch(() => undefined);
}

export async function removeInDirectory(path: string): Promise<void> {
  await withDirectoryErrors(path, () => removeFile(path));
}
