import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeFile } from '../files/remove-file.ts';

/** Does the capture; when it fails, removes what a killed process left at the destination and beside it. */
export async function removeUnfinished<T>(destinationPath: string, capture: () => Promise<T>): Promise<T> {
  try {
    return await capture();
  } catch (error) {
    const directory = dirname(destinationPath);
    const names = await readdir(directory).catch(() => []);
    const ours = names.filter((name) => name.startsWith(basename(destinationPath)));
    // A failing clean-up must not hide what happened first; the next run sweeps what is left.
    await Promise.allSettled(ours.map((name) => removeFile(join(directory, name))));
    throw error;
  }
}
