import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation } from '../../../application/ports/run-listener.ts';
import { directoryException } from '../codec/directory-exception.ts';
import { takeLockFile } from './lock-file.ts';
import { createLockPaths } from './lock-paths.ts';

/** A lock file with a heartbeat, for runtimes without `node:sqlite`. */
export class LockFileOperationLock implements OperationLock {
  readonly #backupDirectory: string;

  constructor(backupDirectory: string) {
    this.#backupDirectory = backupDirectory;
  }

  async acquire(database: string, operation: Operation): Promise<HeldLock> {
    const paths = await createLockPaths(this.#backupDirectory, database);
    try {
      return { release: await takeLockFile(paths, { database, operation, mechanism: 'lock-file' }) };
    } catch (error) {
      throw directoryException(error, this.#backupDirectory);
    }
  }
}
