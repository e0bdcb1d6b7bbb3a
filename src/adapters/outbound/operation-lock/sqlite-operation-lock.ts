import { stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation, RunWarning } from '../../../application/ports/run-listener.ts';
import { directoryException, isOutOfSpace } from '../files/directory-exception.ts';
import { fileSystemWarnings, isRefusedByFileSystem } from '../files/file-system-support.ts';
import { markStore } from '../files/mark-store.ts';
import { SQLITE, primaryCode } from '../sqlite-file/sqlite-error.ts';
import {
  currentOwner,
  takeLockDirectory,
  type HeldLockDirectory,
  type LockClaim,
} from '../files/lock-directory.ts';
import { inProgress } from '../files/lock-owner.ts';
import { createLockPaths, type LockPaths } from './lock-file-operation-lock.ts';

/**
 * An exclusive transaction on a small SQLite database is the lock: SQLite asks the kernel for it, the kernel takes
 * it away when the process dies, and it holds across containers that share the directory. The lock directory is held
 * too, for processes without `node:sqlite`, which cannot ask the kernel.
 */
export class SqliteOperationLock implements OperationLock {
  readonly #backupDirectory: string;
  /** The file system is looked at once in a process. */
  #warnings: Promise<readonly RunWarning[]> | undefined;

  constructor(backupDirectory: string) {
    this.#backupDirectory = backupDirectory;
  }

  async acquire(database: string, operation: Operation): Promise<HeldLock> {
    const paths = await createLockPaths(this.#backupDirectory, database);
    // SQLite opens it in this thread, which a hung disk would stop with all its timers and signals: a hang is met here
    // instead. Only stat: to close the file would drop the lock that this process may hold on it.
    await stat(paths.kernelLock).catch(() => undefined);
    const connection = openExclusively(paths.kernelLock);
    if (connection === undefined) throw inProgress(database, await currentOwner(paths.lockDirectory));
    try {
      const held = await takeDirectoryIfPossible(paths, { database, operation, mechanism: 'sqlite' });
      this.#warnings ??= fileSystemWarnings(this.#backupDirectory, held.entryPath);
      const warnings = await this.#warnings.catch(() => []);
      return {
        ...held,
        release: () => release(connection, held),
        warnings: [...warnings, ...(await markStore(this.#backupDirectory))],
      };
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
    // A journal on disk would want room, and nothing is ever written that it could take back.
    connection.exec('PRAGMA journal_mode = MEMORY');
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

/**
 * On a full disk the kernel's lock has to do: cleaning up and restoring must go on there, and a process without
 * `node:sqlite` finds no room for a lock directory either. The same holds on a file system that cannot keep one.
 */
async function takeDirectoryIfPossible(paths: LockPaths, claim: LockClaim): Promise<HeldLockDirectory> {
  try {
    return await takeLockDirectory(paths.lockDirectory, claim);
  } catch (error) {
    if (!isOutOfSpace(error) && !isRefusedByFileSystem(error)) throw error;
    return {
      // It is not there, so nothing is told about its mode.
      entryPath: `${paths.lockDirectory}/none`,
      lost: new AbortController().signal,
      isHeld: () => Promise.resolve(true),
      release: () => Promise.resolve(),
    };
  }
}

/** The kernel's lock last: its next owner may take the lock directory of a `sqlite` owner for a dead one's. */
async function release(connection: DatabaseSync, held: HeldLock): Promise<void> {
  await held.release();
  if (connection.isOpen) connection.close();
}
