import type { Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isMissing } from './directory-exception.ts';

/** `undefined` when the file or directory does not exist. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export async function statIfThere(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}
