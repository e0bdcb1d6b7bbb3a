import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Operation } from '../../../application/ports/run-listener.ts';
import { isOutOfSpace, isSystemError } from '../codec/directory-exception.ts';
import { removeFile } from '../files/remove-file.ts';
import { inProgress, ownerHere, ownerLife, readOwner, type LockMechanism } from './lock-owner.ts';

/** How often a living owner touches its entry. */
const HEARTBEAT_MS = 5000;
/** After this time without a touch an entry is stale, where its owner's process cannot be checked. */
const STALE_MS = 15_000;
/** Two heartbeats and a second: how long an entry with a time in the future is observed. */
const OBSERVATION_MS = 2 * HEARTBEAT_MS + 1000;
const OBSERVATION_STEP_MS = 500;
/** Each attempt either takes the lock, is refused, or removes a dead owner's entry. */
const ATTEMPTS = 50;
/** rename's errors where the lock directory has an entry; Windows reports EPERM, for an empty one too. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM']);

export interface LockClaim {
  readonly database: string;
  readonly operation: Operation;
  readonly mechanism: LockMechanism;
}

/** A lock directory that holds this process's entry. */
export interface HeldLockDirectory {
  readonly entryPath: string;
  /** Aborts when the entry is gone: another process took this one for dead, because it was suspended. */
  readonly lost: AbortSignal;
  isHeld(): Promise<boolean>;
  /** Never throws; a second call does nothing. */
  release(): Promise<void>;
}

/**
 * Takes the lock directory, which works for every process and runtime.
 *
 * The directory is prepared under another name, with the owner's entry in it, and then renamed. The rename succeeds
 * only where no directory with an entry exists. So the lock and its owner appear in one step, and a crash leaves a lock
 * with an owner, or none. Each entry has a unique name: removing a dead owner's entry cannot remove the entry of a
 * process that took the lock since.
 *
 * @throws OperationInProgressException names the owner
 */
export async function takeLockDirectory(path: string, claim: LockClaim): Promise<HeldLockDirectory> {
  const entry = `${randomUUID()}.json`;
  const draft = `${path}-${entry}`;
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      // First, so that a refusal stays cheap.
      await removeDeadEntries(path, claim);
      await prepare(draft, entry, claim);
      if (await renameIfFree(draft, path)) {
        await sweepDrafts(path).catch(() => undefined);
        return keepEntry(path, entry);
      }
    }
  } finally {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
  }
  throw inProgress(claim.database, undefined);
}

/** The owner in the lock directory, if there is one. */
export async function currentOwner(path: string): ReturnType<typeof readOwner> {
  const [entry] = await entriesOf(path).catch(() => []);
  return entry === undefined ? undefined : readOwner(join(path, entry));
}

async function prepare(draft: string, entry: string, claim: LockClaim): Promise<void> {
  await mkdir(draft, { mode: 0o700 }).catch((error: unknown) => {
    // It exists since the last attempt, unless another process's sweep removed it.
    if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
  });
  const owner = JSON.stringify(ownerHere(claim.mechanism, claim.operation));
  try {
    await writeFile(join(draft, entry), owner, { mode: 0o600 });
  } catch (error) {
    // On a full disk the entry exists and is empty: it holds the lock, without an owner.
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
  // Windows cannot rename onto an empty directory.
  await rmdir(path).catch(() => undefined);
}

async function isDead(
  entryPath: string,
  owner: Awaited<ReturnType<typeof readOwner>>,
  mechanism: LockMechanism,
): Promise<boolean> {
  // This process holds the kernel's lock, so its last owner is gone, in whatever container it ran.
  if (owner?.mechanism === 'sqlite' && mechanism === 'sqlite') return true;
  const life = owner === undefined ? 'unknown' : ownerLife(owner);
  return life === 'unknown' ? isStale(entryPath) : life === 'dead';
}

/** Checks the heartbeat only. A time in the future is no evidence, so such an entry is observed. */
async function isStale(entryPath: string): Promise<boolean> {
  const touchedMs = await touchTimeOf(entryPath);
  if (touchedMs === undefined) return true;
  const ageMs = Date.now() - touchedMs;
  if (ageMs > STALE_MS) return true;
  if (ageMs > -STALE_MS) return false;
  for (let observedMs = 0; observedMs < OBSERVATION_MS; observedMs += OBSERVATION_STEP_MS) {
    await pause(OBSERVATION_STEP_MS);
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

function keepEntry(path: string, entry: string): HeldLockDirectory {
  const entryPath = join(path, entry);
  const lostController = new AbortController();
  let isTouchPending = false;
  const touch = async (): Promise<void> => {
    // On a hung disk only one call may be pending, not one more per heartbeat.
    if (isTouchPending) return;
    isTouchPending = true;
    const now = new Date();
    await utimes(entryPath, now, now)
      // A share that maps all files to another user refuses utimes; a write sets the times too.
      .catch(async () => writeFile(entryPath, await readFile(entryPath), { flag: 'r+' }))
      .catch((error: unknown) => {
        if (isSystemError(error) && error.code === 'ENOENT') lostController.abort();
      });
    isTouchPending = false;
  };
  const heartbeat = setInterval(() => void touch(), HEARTBEAT_MS).unref();
  let released: Promise<void> | undefined;
  return {
    entryPath,
    lost: lostController.signal,
    isHeld: async () => (await touchTimeOf(entryPath)) !== undefined,
    release: () => {
      clearInterval(heartbeat);
      return (released ??= removeFile(entryPath)
        .then(() => rmdir(path))
        // Another process holds the lock now, or removes the empty directory.
        .catch(() => undefined));
    },
  };
}

/** Requires the lock. Removes the drafts of dead processes only. */
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
