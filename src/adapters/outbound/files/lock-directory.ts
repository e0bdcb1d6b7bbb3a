import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OperationInProgressException } from '../../../domain/exceptions/operation-in-progress-exception.ts';
import { isOutOfSpace, isSystemError } from './directory-exception.ts';
import { removeFile } from './remove-file.ts';
import { inProgress, ownerHere, ownerLife, readOwner, type LockMechanism } from './lock-owner.ts';

/** An entry is touched this often while its owner lives. */
const HEARTBEAT_MS = 5000;
/** An entry that was not touched for this long has no owner, where the owner's process cannot be asked for. */
const STALE_MS = 15_000;
/** Two heartbeats and a second: how long an entry with a time in the future is watched. */
const WATCH_MS = 2 * HEARTBEAT_MS + 1000;
const WATCH_STEP_MS = 500;
/** Shortest pause between two attempts of a waiting process. */
const RETRY_MS = 50;
/** Each attempt either takes the lock, is refused, or removes a dead owner's entry. */
const ATTEMPTS = 50;
/** What rename answers where the lock directory holds an entry; Windows says EPERM, also to an empty one. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM']);

export interface LockClaim {
  readonly database: string;
  readonly operation: string;
  readonly mechanism: LockMechanism;
}

/** A lock directory that holds this process's entry. */
export interface HeldLockDirectory {
  readonly entryPath: string;
  /** Aborts when the entry is found to be gone: another process took this one for dead, because it was suspended. */
  readonly lost: AbortSignal;
  /** Whether the entry is still there. */
  isHeld(): Promise<boolean>;
  /** Never throws; a second call does nothing. */
  release(): Promise<void>;
}

/**
 * Takes the lock directory that every process understands, whatever its runtime has.
 *
 * The directory is prepared under another name, with the owner's entry in it, and renamed: that succeeds only where no
 * directory with an entry is. So the lock and the name of its owner appear in one step, and a process that dies at any
 * call leaves a lock that names it, or none. Each entry has a name of its own: removing a dead owner's entry cannot
 * remove the entry of a process that took the lock meanwhile.
 *
 * @throws OperationInProgressException naming the owner
 */
export async function takeLockDirectory(path: string, claim: LockClaim): Promise<HeldLockDirectory> {
  const entry = `${randomUUID()}.json`;
  const draft = `${path}-${entry}`;
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      // First, so that a refusal costs no more than a look.
      await removeDeadEntries(path, claim);
      await prepare(draft, entry, claim);
      if (await renameIfFree(draft, path)) {
        await sweepDrafts(path).catch(() => undefined);
        return hold(path, entry);
      }
    }
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
  }
  throw inProgress(claim.database, undefined);
}

/**
 * Runs `work` under a lock directory, after a wait for its owner of up to `waitMs`.
 * @throws OperationInProgressException another process holds it for longer
 */
export async function withLockDirectory<T>(
  path: string,
  claim: LockClaim,
  waitMs: number,
  work: () => Promise<T>,
): Promise<T> {
  const held = await waitForLockDirectory(path, claim, performance.now() + waitMs);
  try {
    return await work();
  } finally {
    await held.release();
  }
}

async function waitForLockDirectory(
  path: string,
  claim: LockClaim,
  deadlineMs: number,
): Promise<HeldLockDirectory> {
  for (;;) {
    try {
      return await takeLockDirectory(path, claim);
    } catch (error) {
      if (!(error instanceof OperationInProgressException) || performance.now() > deadlineMs) throw error;
    }
    // A random pause: waiting processes must not retry at the same time.
    await pause(RETRY_MS * (1 + Math.random()));
  }
}

/** The owner that the lock directory names, if there is one. */
export async function currentOwner(path: string): ReturnType<typeof readOwner> {
  const [entry] = await entriesOf(path).catch(() => []);
  return entry === undefined ? undefined : readOwner(join(path, entry));
}

async function prepare(draft: string, entry: string, claim: LockClaim): Promise<void> {
  await mkdir(draft, { mode: 0o700 }).catch((error: unknown) => {
    // It is there since the attempt before, unless the sweep of another process removed it.
    if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
  });
  const owner = JSON.stringify(ownerHere(claim.mechanism, claim.operation));
  try {
    await writeFile(join(draft, entry), owner, { mode: 0o600 });
  } catch (error) {
    // On a full disk the entry is there and empty: it holds the lock, and says nothing about its owner.
    if (!isOutOfSpace(error)) throw error;
  }
}

async function renameIfFree(draft: string, path: string): Promise<boolean> {
  try {
    await rename(draft, path);
    return true;
  } catch (error) {
    // ENOENT: the draft was swept.
    if (isSystemError(error) && (TAKEN.has(error.code) || error.code === 'ENOENT')) return false;
    throw error;
  }
}

/** @throws OperationInProgressException an owner is alive, or may be */
async function removeDeadEntries(path: string, claim: LockClaim): Promise<void> {
  for (const entry of await entriesOf(path)) {
    const entryPath = join(path, entry);
    const owner = await readOwner(entryPath);
    if (!(await isDead(entryPath, owner, claim.mechanism))) throw inProgress(claim.database, owner);
    await removeFile(entryPath);
  }
  // For Windows, which renames nothing onto an empty directory.
  await rmdir(path).catch(() => undefined);
}

async function isDead(
  entryPath: string,
  owner: Awaited<ReturnType<typeof readOwner>>,
  mechanism: LockMechanism,
): Promise<boolean> {
  // The caller holds the kernel's lock, so its last owner is gone, in whatever container it was.
  if (owner?.mechanism === 'sqlite' && mechanism === 'sqlite') return true;
  const life = owner === undefined ? 'unknown' : ownerLife(owner);
  return life === 'unknown' ? isStale(entryPath) : life === 'dead';
}

/** By its heartbeat alone. A time in the future tells nothing, so such an entry is watched. */
async function isStale(entryPath: string): Promise<boolean> {
  const touchedMs = await touchTimeOf(entryPath);
  if (touchedMs === undefined) return true;
  const ageMs = Date.now() - touchedMs;
  if (ageMs > STALE_MS) return true;
  if (ageMs > -STALE_MS) return false;
  for (let watchedMs = 0; watchedMs < WATCH_MS; watchedMs += WATCH_STEP_MS) {
    await pause(WATCH_STEP_MS);
    if ((await touchTimeOf(entryPath)) !== touchedMs) return false;
  }
  return true;
}

/** `undefined`: the entry is gone. */
async function touchTimeOf(entryPath: string): Promise<number | undefined> {
  try {
    return (await stat(entryPath)).mtimeMs;
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function hold(path: string, entry: string): HeldLockDirectory {
  const entryPath = join(path, entry);
  const losing = new AbortController();
  let isTouching = false;
  const touch = async (): Promise<void> => {
    // A disk that hangs keeps one call, not one more for each heartbeat.
    if (isTouching) return;
    isTouching = true;
    const now = new Date();
    await utimes(entryPath, now, now)
      // A share where all files are another user's refuses to set times; writing sets them, too.
      .catch(async () => writeFile(entryPath, await readFile(entryPath), { flag: 'r+' }))
      .catch((error: unknown) => {
        if (isSystemError(error) && error.code === 'ENOENT') losing.abort();
      });
    isTouching = false;
  };
  const heartbeat = setInterval(() => void touch(), HEARTBEAT_MS).unref();
  let released: Promise<void> | undefined;
  return {
    entryPath,
    lost: losing.signal,
    isHeld: async () => (await touchTimeOf(entryPath)) !== undefined,
    release: () => {
      clearInterval(heartbeat);
      return (released ??= removeFile(entryPath)
        .then(() => rmdir(path))
        // Another process holds the lock by now, or removes the empty directory.
        .catch(() => undefined));
    },
  };
}

/** The caller holds the lock. A dead process's draft goes; one of a living process is its own to remove. */
async function sweepDrafts(path: string): Promise<void> {
  const prefix = `${basename(path)}-`;
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(prefix)) continue;
    const draft = join(dirname(path), name);
    const owner = await readOwner(join(draft, name.slice(prefix.length)));
    const isGone = owner === undefined ? await isStale(draft) : ownerLife(owner) !== 'alive';
    if (isGone) await rm(draft, { recursive: true, force: true });
  }
}

async function entriesOf(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return [];
    throw error;
  }
}
