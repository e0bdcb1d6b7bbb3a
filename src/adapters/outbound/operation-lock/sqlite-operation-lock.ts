import { DatabaseSync } from 'node:sqlite';
import { check } from 'proper-lockfile';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation } from '../../../application/ports/run-listener.ts';
import { directoryException } from '../codec/directory-exception.ts';
import { SQLITE, primaryCode } from '../sqlite-file/sqlite-error.ts';
import { once } from './once.ts';
import { LOCK_FILE_OPTIONS } from './lock-file-options.ts';
import { inProgress, readOwner, removeOwner, writeOwner } from './lock-owner.ts';
import { createLockPaths, type LockPaths } from './lock-paths.ts';

/**
 * An exclusive transaction on a small SQLite database is the lock: SQLite asks the kernel for it, the kernel takes
 * it away when the process dies, and it holds across containers that share the directory.
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
      await writeOwner(paths.owner, 'sqlite', operation);
      // A process without node:sqlite announces itself by the lock file, and looks for our note: whoever comes
      // second sees the first.
      if (await check(paths.lockFile, LOCK_FILE_OPTIONS)) throw inProgress(database, undefined);
    } catch (error) {
      await release(connection, paths);
      throw directoryException(error, this.#backupDirectory);
    }
    return { release: once(() => release(connection, paths)) };
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

async function release(connection: DatabaseSync, paths: LockPaths): Promise<void> {
  await removeOwner(paths.owner).catch(() => undefined);
  connection.close();
}
