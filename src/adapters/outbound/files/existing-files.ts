import type { Stats } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
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

/** Device and inode: equal for all names of one file. */
export async function identityOf(path: string): Promise<string | undefined> {
  const facts = await statIfThere(path);
  return facts && `${String(facts.dev)}:${String(facts.ino)}`;
}

/** For a missing file the links of its folder are resolved, so that it keeps the path that it had. */
export async function realPathOf(path: string): Promise<string> {
  const absolute = resolve(path);
  return realpath(absolute).catch(() =>
    realpath(dirname(absolute)).then(
      (folder) => join(folder, basename(absolute)),
      () => absolute,
    ),
  );
}
