import { rm } from 'node:fs/promises';
import { lock } from 'proper-lockfile';
import type { HeldLock, OperationLock } from '../../../application/ports/operation-lock.ts';
import type { Operation } from '../../../application/ports/run-listener.ts';
import { directoryException } from '../codec/directory-exception.ts';
import { LOCK_FILE_OPTIONS } from './lock-file-options.ts';
import { inProgress, ownerLife, readOwner, removeOwner, writeOwner } from './lock-owner.ts';
import { once } from './once.ts';
import { createLockPaths, type LockPaths } from './lock-paths.ts';

type Release = () => Promise<void>;

/** A lock file with a heartbeat, for runtimes without `node:sqlite`. */
export class LockFileOperationLock implements OperationLock {
  readonly #backupDirectory: string;

  constructor(backupDirectory: string) {
    this.#backupDirectory = backupDirectory;
  }

  async acquire(database: string, operation: Operation): Promise<HeldLock> {
    const paths = await createLockPaths(this.#backupDirectory, database);
    try {
      const unlockFile = (await tryLock(paths.lockFile)) ?? (await takeOverFromTheDead(paths));
      if (unlockFile === undefined) throw inProgress(database, await readOwner(paths.owner));
      await this.#announce(database, operation, paths, unlockFile);
      return { release: once(() => release(paths, unlockFile)) };
    } catch (error) {
      throw directoryException(error, this.#backupDirectory);
    }
  }

  /** A process with `node:sqlite` holds the kernel's lock instead, which cannot be asked for here: its note tells. */
  async #announce(
    database: string,
    operation: Operation,
    paths: LockPaths,
    unlockFile: Release,
  ): Promise<void> {
    const owner = await readOwner(paths.owner);
    if (owner?.mechanism === 'sqlite' && (await ownerLife(owner)) === 'alive') {
      await unlockFile();
      throw inProgress(database, owner);
    }
    await writeOwner(paths.owner, 'lock-file', operation);
  }
}

async function tryLock(path: string): Promise<Release | undefined> {
  try {
    return await lock(path, { ...LOCK_FILE_OPTIONS, onCompromised: () => undefined });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') return undefined;
    throw error;
  }
}

/**
 * A dead owner's lock file need not wait for its heartbeat to go stale. Only one process at a time takes one away,
 * and the note goes first: a lock file without a note belongs to somebody who is just writing it.
 */
async function takeOverFromTheDead(paths: LockPaths): Promise<Release | undefined> {
  const leaveTakeover = await tryLock(paths.takeover);
  if (leaveTakeover === undefined) return undefined;
  try {
    const owner = await readOwner(paths.owner);
    if (owner?.mechanism !== 'lock-file' || (await ownerLife(owner)) !== 'dead') return undefined;
    await removeOwner(paths.owner);
    await rm(`${paths.lockFile}.lock`, { recursive: true, force: true });
    return await tryLock(paths.lockFile);
  } finally {
    await leaveTakeover();
  }
}

async function release(paths: LockPaths, unlockFile: Release): Promise<void> {
  await removeOwner(paths.owner).catch(() => undefined);
  await unlockFile().catch(() => undefined);
}
