import { join } from 'node:path';
import { directoryException } from '../codec/directory-exception.ts';
import { assertStoreIsThere } from '../files/known-stores.ts';
import { makeDirectory } from '../files/make-directory.ts';

/** The files of one database's lock, in `.state/locks` of the backup directory. */
export interface LockPaths {
  /** The database whose exclusive transaction is the kernel's lock. */
  readonly kernelLock: string;
  /** The directory that every process understands, with or without `node:sqlite`: it holds the owner's entry. */
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
  // Not joined: the name of a lock that belongs to no database is empty.
  const base = `${directory}/${database}`;
  return { kernelLock: `${base}~kernel`, lockDirectory: `${base}~lock` };
}
