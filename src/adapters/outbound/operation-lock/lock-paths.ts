import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { directoryException } from '../codec/directory-exception.ts';

/** The files of one database's lock, in `.state/locks` of the backup directory. */
export interface LockPaths {
  /** The database whose exclusive transaction is the kernel's lock. */
  readonly kernelLock: string;
  /** What proper-lockfile keeps where there is no `node:sqlite`. */
  readonly lockFile: string;
  /** Held while the lock file of a dead owner is taken away. */
  readonly takeover: string;
  readonly owner: string;
}

/** @throws BackupDirectoryException the directory cannot be created */
export async function createLockPaths(backupDirectory: string, database: string): Promise<LockPaths> {
  const directory = join(backupDirectory, '.state', 'locks');
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw directoryException(error, backupDirectory);
  }
  const base = join(directory, database);
  return {
    kernelLock: `${base}~kernel`,
    lockFile: `${base}~file`,
    takeover: `${base}~takeover`,
    owner: `${base}~owner.json`,
  };
}
