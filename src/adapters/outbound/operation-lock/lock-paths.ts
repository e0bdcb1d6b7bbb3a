import { join } from 'node:path';
import { directoryException } from '../codec/directory-exception.ts';
import { assertStoreIsThere } from '../files/known-stores.ts';
import { makeDirectory } from '../files/make-directory.ts';

/** The lock files of one database, in `.state/locks` of the backup directory. */
export interface LockPaths {
  /** The database file whose exclusive transaction is the kernel's lock. */
  readonly kernelLock: string;
  /** The lock directory with the owner's entry, which works without `node:sqlite` too. */
  readonly lockDirectory: string;
}

/** @throws BackupDirectoryException the directory cannot be created, or has disappeared */
export async function createLockPaths(backupDirectory: string, database: string): Promise<LockPaths> {
  const directory = join(backupDirectory, '.state', 'locks');
  try {
    await assertStoreIsThere(backupDirectory);
    await makeDirectory(directory);
  } catch (error) {
    throw directoryException(error, backupDirectory);
  }
  // Not path.join: a lock without a database has an empty name.
  const base = `${directory}/${database}`;
  return { kernelLock: `${base}~kernel`, lockDirectory: `${base}~lock` };
}
