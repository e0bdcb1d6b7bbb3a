import { stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { BackupDirectoryException } from '../../../domain/exceptions/backup-directory-exception.ts';
import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation, RunWarning } from '../../../application/ports/run-listener.ts';
import { directoryException, isOutOfSpace } from '../files/directory-exception.ts';
import { fileSystemWarnings, isRefusedByFileSystem } from '../files/file-system-support.ts';
import { stateDirectoryOf } from '../files/state-layout.ts';
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
 * The lock is an exclusive transaction on a small SQLite database: a kernel lock, which ends with its process and works
 * across containers with the same directory. The lock directory is held too, for processes without `node:sqlite`,
 * which cannot check the kernel's lock.
 */
export class SqliteOperationLock implements OperationLock {
  readonly #backupDirectory: string;
  readonly #stateDirectory: string;
  /** The file system is checked once per process. */
  #warnings: Promise<readonly RunWarning[]> | undefined;

  constructor(backupDirectory: string, stateDirectory = stateDirectoryOf(backupDirectory)) {
    this.#backupDirectory = backupDirectory;
    this.#stateDirectory = stateDirectory;
  }

  async acquire(database: string, operation: Operation): Promise<HeldLock> {
    const paths = await createLockPaths(this.#backupDirectory, this.#stateDirectory, database);
    // SQLite opens the file in this thread: a hung disk would stop all timers and signals. stat meets the hang in the
    // thread pool instead. Do not open the file: closing it would drop this process's lock on it.
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
    // A journal on disk needs space, and the transaction never writes anything.
    connection.exec('PRAGMA journal_mode = MEMORY');
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection?.close();
    if (primaryCode(error) === SQLITE.BUSY) return undefined;
    throw new BackupDirectoryException(`cannot lock ${path}: ${(error as Error).message}`, {
      hint: 'Make the backup directory writable, on a file system that supports locks.',
      cause: error,
    });
  }
}

/**
 * On a full disk the kernel's lock is enough: cleanup and restore must work there, and a process without
 * `node:sqlite` has no space for a lock directory either. The same holds on a file system that cannot store one.
 */
async function takeDirectoryIfPossible(paths: LockPaths, claim: LockClaim): Promise<HeldLockDirectory> {
  try {
    return await takeLockDirectory(paths.lockDirectory, claim);
  } catch (error) {
    if (!isOutOfSpace(error) && !isRefusedByFileSystem(error)) throw error;
    return {
      // It does not exist, so no mode is checked.
      entryPath: `${paths.lockDirectory}/none`,
      lost: new AbortController().signal,
      isHeld: () => Promise.resolve(true),
      release: () => Promise.resolve(),
    };
  }
}

/** Release the kernel's lock last: its next owner may treat the lock directory of a `sqlite` owner as a dead one's. */
async function release(connection: DatabaseSync, held: HeldLock): Promise<void> {
  await held.release();
  if (connection.isOpen) connection.close();
}
