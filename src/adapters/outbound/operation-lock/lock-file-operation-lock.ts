import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation, RunWarning } from '../../../application/ports/run-listener.ts';
import { withDirectoryErrors } from '../files/directory-exception.ts';
import { fileSystemWarnings } from '../files/file-system-support.ts';
import { assertStoreIsThere } from '../files/known-stores.ts';
import { takeLockDirectory } from '../files/lock-directory.ts';
import { makeDirectory } from '../files/make-directory.ts';
import { markStore } from '../files/mark-store.ts';
import { stateDirectoryOf, stateLayout } from '../files/state-layout.ts';

/** The lock files of one database, in `locks` of the state directory. */
export interface LockPaths {
  /** The database file whose exclusive transaction is the kernel's lock. */
  readonly kernelLock: string;
  /** The lock directory with the owner's entry, which works without `node:sqlite` too. */
  readonly lockDirectory: string;
}

/** @throws BackupDirectoryException the directory cannot be created, or has disappeared */
export async function createLockPaths(
  backupDirectory: string,
  stateDirectory: string,
  database: string,
): Promise<LockPaths> {
  const directory = stateLayout(stateDirectory).locks;
  await withDirectoryErrors(backupDirectory, async () => {
    await assertStoreIsThere(backupDirectory);
    await makeDirectory(directory);
  });
  // Not path.join: a lock without a database has an empty name.
  const base = `${directory}/${database}`;
  return { kernelLock: `${base}~kernel`, lockDirectory: `${base}~lock` };
}

/** A lock directory with a heartbeat, for runtimes without `node:sqlite`. */
export class LockFileOperationLock implements OperationLock {
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
    return withDirectoryErrors(this.#backupDirectory, async () => {
      const held = await takeLockDirectory(paths.lockDirectory, {
        database,
        operation,
        mechanism: 'lock-file',
      });
      this.#warnings ??= fileSystemWarnings(this.#backupDirectory, held.entryPath);
      const warnings = await this.#warnings.catch(() => []);
      return { ...held, warnings: [...warnings, ...(await markStore(this.#backupDirectory))] };
    });
  }
}
