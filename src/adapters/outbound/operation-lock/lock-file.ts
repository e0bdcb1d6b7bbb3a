import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { lock, type LockOptions } from 'proper-lockfile';
import type { Operation } from '../../../application/ports/run-listener.ts';
import { isOutOfRoom } from '../codec/directory-exception.ts';
import { GATE_ATTEMPTS, GATE_OPTIONS, GATE_PAUSE_MS, LOCK_FILE_OPTIONS } from './lock-file-options.ts';
import {
  inProgress,
  ownerLife,
  readOwner,
  removeOwner,
  writeOwner,
  type LockMechanism,
  type LockOwner,
} from './lock-owner.ts';
import type { LockPaths } from './lock-paths.ts';

/** Never throws; a second call does nothing. */
export type Release = () => Promise<void>;

export interface LockFileClaim {
  readonly database: string;
  readonly operation: Operation;
  /** `sqlite` says that the caller holds the kernel's lock already. */
  readonly mechanism: LockMechanism;
}

/**
 * Takes the lock file that every process understands, whatever its runtime has, and leaves a note of the owner.
 * One process at a time looks and takes: without the gate, two that find the same dead owner would each remove
 * the other's fresh lock file.
 *
 * @throws OperationInProgressException naming the owner
 */
export async function takeLockFile(paths: LockPaths, claim: LockFileClaim): Promise<Release> {
  const leaveGate = await enterGate(paths.gate);
  if (leaveGate === undefined) throw inProgress(claim.database, await readOwner(paths.owner));
  try {
    const unlock = await tryLockOrInherit(paths, claim.mechanism);
    if (unlock === undefined) throw inProgress(claim.database, await readOwner(paths.owner));
    return await announce(paths, claim, unlock);
  } finally {
    await leaveGate().catch(() => undefined);
  }
}

async function enterGate(path: string): Promise<Release | undefined> {
  for (let attempt = 1; attempt <= GATE_ATTEMPTS; attempt += 1) {
    const leave = await tryLock(path, GATE_OPTIONS);
    if (leave !== undefined) return leave;
    await pause(GATE_PAUSE_MS);
  }
  return undefined;
}

async function announce(paths: LockPaths, claim: LockFileClaim, unlock: Release): Promise<Release> {
  try {
    const note = await writeOwnerIfRoom(paths.owner, claim);
    return once(async () => {
      // The note first: a lock file without one belongs to somebody who is just coming or going.
      if (note !== undefined) await removeOwner(paths.owner, note).catch(() => undefined);
      await unlock().catch(() => undefined);
    });
  } catch (error) {
    await unlock().catch(() => undefined);
    throw error;
  }
}

/** Without a note nobody knows who holds the lock, and a dead owner's goes stale only with its heartbeat: it is held. */
async function writeOwnerIfRoom(path: string, claim: LockFileClaim): Promise<LockOwner | undefined> {
  try {
    return await writeOwner(path, claim.mechanism, claim.operation);
  } catch (error) {
    if (isOutOfRoom(error)) return undefined;
    throw error;
  }
}

/** A dead owner's lock file need not wait for its heartbeat to go stale. */
async function tryLockOrInherit(paths: LockPaths, mechanism: LockMechanism): Promise<Release | undefined> {
  const free = await tryLock(paths.lockFile, LOCK_FILE_OPTIONS);
  if (free !== undefined || !(await ownerIsDead(paths, mechanism))) return free;
  await rm(`${paths.lockFile}.lock`, { recursive: true, force: true });
  return tryLock(paths.lockFile, LOCK_FILE_OPTIONS);
}

async function ownerIsDead(paths: LockPaths, mechanism: LockMechanism): Promise<boolean> {
  const owner = await readOwner(paths.owner);
  if (owner === undefined) return false;
  // Who holds the kernel's lock knows that the last one who held it is gone, in whatever container that was.
  if (owner.mechanism === 'sqlite' && mechanism === 'sqlite') return true;
  return (await ownerLife(owner)) === 'dead';
}

/** `undefined` when somebody else has it. */
async function tryLock(path: string, options: LockOptions): Promise<Release | undefined> {
  try {
    return await lock(path, { ...options, onCompromised: () => undefined });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') return undefined;
    throw error;
  }
}

function once(work: () => Promise<void>): Release {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
