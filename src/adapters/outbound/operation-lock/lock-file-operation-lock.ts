import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation, RunWarning } from '../../../application/ports/run-listener.ts';
import { directoryException } from '../codec/directory-exception.ts';
import { fileSystemWarnings } from '../codec/file-system-warnings.ts';
import { markStore } from '../files/mark-store.ts';
import { takeLockDirectory } from './lock-directory.ts';
import { createLockPaths } from './lock-paths.ts';

/** A lock directory with a heartbeat, for runtimes without `node:sqlite`. */
export class LockFileOperationLock implements OperationLock {
  readonly #backupDirectory: string;
  /** The file system is looked at once in a process. */
  #warnings: Promise<readonly RunWarning[]> | undefined;

  constructor(backupDirectory: string) {
    this.#backupDirectory = backupDirectory;
  }

  async acquire(database: string, operation: Operation): Promise<HeldLock> {
    const paths = await createLockPaths(this.#backupDirectory, database);
    try {
      const held = await takeLockDirectory(paths.lockDirectory, {
        database,
        operation,
        mechanism: 'lock-file',
      });
      this.#warnings ??= fileSystemWarnings(this.#backupDirectory, held.entryPath);
      const warnings = await this.#warnings.catch(() => []);
      return { ...held, warnings: [...warnings, ...(await markStore(this.#backupDirectory))] };
    } catch (error) {
      throw directoryException(error, this.#backupDirectory);
    }
  }
}
