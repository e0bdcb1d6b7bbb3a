import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OperationInProgressException } from '../../../domain/exceptions/operation-in-progress-exception.ts';
import { isOutOfSpace, isSystemError, isMissing } from './directory-exception.ts';
import { removeFile } from './remove-file.ts';
import { inProgress, ownerHere, ownerLife, readOwner, type LockMechanism } from './lock-owner.ts';
import { unlessMissing } from './existing-files.ts';

/** The owner touches its entry this often. */
const HEARTBEAT_MS = 5000;
/** An entry without a touch for this long is stale, where the owner's process cannot be checked. */
const STALE_MS = 15_000;
/** An entry with a time in the future is watched for two heartbeats and a second. */
const WATCH_MS = 2 * HEARTBEAT_MS + 1000;
const WATCH_STEP_MS = 500;
/** Shortest pause between two attempts of a waiting process. */
const RETRY_MS = 50;
/** Each attempt takes the lock, fails, or removes a dead owner's entry. */
const ATTEMPTS = 50;
/** Errors of rename onto a lock directory with an entry; Windows returns EPERM for an empty one too. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM']);

export interface LockClaim {
  readonly database: string;
  readonly operation: string;
  readonly mechanism: LockMechanism;
}

/** A lock directory that holds this process's entry. */
export interface HeldLockDirectory {
  readonly entryPath: string;
  /** Aborts when the entry has disappeared: another process took this suspended one for dead. */
  readonly lost: AbortSignal;
  isHeld(): Promise<boolean>;
  /** Never throws; a second call does nothing. */
  release(): Promise<void>;
}

/**
 * Takes a lock directory, the lock that works on every runtime.
 *
 * The directory is prepared under another name with the owner's entry in it, and renamed, which succeeds only when no
 * directory with an entry exists. So the lock and its owner appear in one step, and a process that dies at any time
 * leaves a lock that names it, or none. Each entry has its own name: the removal of a dead owner's entry cannot remove
 * the entry of a process that took the lock meanwhile.
 *
 * @throws OperationInProgressException names the owner
 */
export async function takeLockDirectory(path: string, claim: LockClaim): Promise<HeldLockDirectory> {
  const entry = `${randomUUID()}.json`;
  const draft = `${path}-${entry}`;
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      // First: a lock that is held costs only a read.
      await removeDeadEntries(path, claim);
      await prepare(draft, entry, claim);
      if (await renameIfFree(draft, path)) {
        await removeDeadDrafts(path).catch(() => undefined);
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

export async function currentOwner(path: string): ReturnType<typeof readOwner> {
  const [entry] = await entriesOf(path).catch(() => []);
  return entry === undefined ? undefined : readOwner(join(path, entry));
}

async function prepare(draft: string, entry: string, claim: LockClaim): Promise<void> {
  await mkdir(draft, { mode: 0o700 }).catch((error: unknown) => {
    // It exists since the previous attempt, unless another process removed it.
    if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
  });
  const owner = JSON.stringify(ownerHere(claim.mechanism, claim.operation));
  try {
    await writeFile(join(draft, entry), owner, { mode: 0o600 });
  } catch (error) {
    // On a full disk the entry is empty: it holds the lock without naming its owner.
    if (!isOutOfSpace(error)) throw error;
  }
}

async function renameIfFree(draft: string, path: string): Promise<boolean> {
  try {
    await rename(draft, path);
    return true;
  } catch (error) {
    // ENOENT: another process removed the draft.
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
  // Windows cannot rename onto an empty directory.
  await rmdir(path).catch(() => undefined);
}

async function isDead(
  entryPath: string,
  owner: Awaited<ReturnType<typeof readOwner>>,
  mechanism: LockMechanism,
): Promise<boolean> {
  // The caller holds the kernel's lock, so the last owner has ended, in any container.
  if (owner?.mechanism === 'sqlite' && mechanism === 'sqlite') return true;
  const life = owner === undefined ? 'unknown' : ownerLife(owner);
  return life === 'unknown' ? isStale(entryPath) : life === 'dead';
}

/** By the heartbeat. A time in the future says nothing about the age, so such an entry is watched. */
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
  return (await unlessMissing(stat(entryPath)))?.mtimeMs;
}

function hold(path: string, entry: string): HeldLockDirectory {
  const entryPath = join(path, entry);
  const losing = new AbortController();
  let isTouching = false;
  const touch = async (): Promise<void> => {
    // A disk that hangs blocks one call, not one per heartbeat.
    if (isTouching) return;
    isTouching = true;
    const now = new Date();
    await utimes(entryPath, now, now)
      // A share where all files belong to another user refuses to set times; a write sets them too.
      .catch(async () => writeFile(entryPath, await readFile(entryPath), { flag: 'r+' }))
      .catch((error: unknown) => {
        if (isMissing(error)) losing.abort();
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
        // Another process holds the lock by now, or has removed the empty directory.
        .catch(() => undefined));
    },
  };
}

/** The caller holds the lock. Removes drafts of dead processes; a living process removes its own. */
async function removeDeadDrafts(path: string): Promise<void> {
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
  return (await unlessMissing(readdir(path))) ?? [];
}
