import { DatabaseSync } from 'node:sqlite';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation } from '../../../application/ports/run-listener.ts';
import { directoryException } from '../codec/directory-exception.ts';
import { SQLITE, primaryCode } from '../sqlite-file/sqlite-error.ts';
import { takeLockFile } from './lock-file.ts';
import { inProgress, readOwner } from './lock-owner.ts';
import { createLockPaths } from './lock-paths.ts';

/**
 * An exclusive transaction on a small SQLite database is the lock: SQLite asks the kernel for it, the kernel takes
 * it away when the process dies, and it holds across containers that share the directory. The lock file is held
 * too, for processes without `node:sqlite`, which cannot ask the kernel.
 */
export class SqliteOperationLock implements OperationLock {
  readonly #backupDirectory: string;

  constructor(backupDirectory: string) {
    this.#backupDirectory = backupDirectory;
  }

  async acquire(database: string, operation: Operation): Promise<HeldLock> {
    const paths = await createLockPaths(this.#backupDirectory, database);
    const connection = openExclusively(paths.kernelLock);
    if (connection === undefined) throw inProgress(database, await readOwner(paths.owner));
    try {
      const releaseLockFile = await takeLockFile(paths, { database, operation, mechanism: 'sqlite' });
      return { release: () => release(connection, releaseLockFile) };
    } catch (error) {
      connection.close();
      throw directoryException(error, this.#backupDirectory);
    }
  }
}

function openExclusively(path: string): DatabaseSync | undefined {
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path, { timeout: 0 });
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection?.close();
    if (primaryCode(error) === SQLITE.BUSY) return undefined;
    throw new BackupDirectoryException(`cannot keep a lock at ${path}: ${(error as Error).message}`, {
      hint: 'The backup directory must be writable and on a file system that has locks.',
      cause: error,
    });
  }
}

/** The kernel's lock last: who has it may take the lock file of a `sqlite` owner for a dead one's. */
async function release(connection: DatabaseSync, releaseLockFile: () => Promise<void>): Promise<void> {
  await releaseLockFile();
  if (connection.isOpen) connection.close();
}
