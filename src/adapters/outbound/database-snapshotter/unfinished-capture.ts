import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeFile } from '../files/remove-file.ts';

/** Runs the capture; after a failure, removes the files that a killed process left at the destination. */
export async function removeUnfinished<T>(destinationPath: string, capture: () => Promise<T>): Promise<T> {
  try {
    return await capture();
  } catch (error) {
    const directory = dirname(destinationPath);
    const names = await readdir(directory).catch(() => []);
    const ours = names.filter((name) => name.startsWith(basename(destinationPath)));
    // A failed clean-up must not hide the first error; the next run removes the rest.
    await Promise.allSettled(ours.map((name) => removeFile(join(directory, name))));
    throw error;
  }
}
