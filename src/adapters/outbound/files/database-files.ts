import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { removeQuietly } from './remove-file.ts';

/** Endings of the files that SQLite keeps next to a database. */
export const SIDE_FILES = ['-wal', '-shm', '-journal'] as const;

const SIDE_FILE = /^(.+)-(?:wal|shm|journal)$/s;

/** A side file needs its database in the same folder: a database may itself be named `old-journal`. */
export function isSideFile(name: string, siblings: ReadonlySet<string>): boolean {
  const main = SIDE_FILE.exec(name)?.[1];
  return main !== undefined && siblings.has(main);
}

export async function removeSideFiles(databasePath: string): Promise<void> {
  await removeQuietly(...SIDE_FILES.map((suffix) => databasePath + suffix));
}

/** A restore keeps a symbolic link and replaces its target: SQLite names the side files after the target. */
export async function realTarget(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}
