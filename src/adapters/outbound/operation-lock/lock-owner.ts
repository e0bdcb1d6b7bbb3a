import { readlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { OperationInProgressException } from '../../../domain/exceptions/operation-in-progress-exception.ts';
import type { Operation } from '../../../application/ports/run-listener.ts';
import { WRITE_AT_ONCE, readSmallFile } from '../files/read-small-file.ts';
import { removeFile } from '../files/remove-file.ts';

/** Which kind of lock vouches for the owner. */
export type LockMechanism = 'sqlite' | 'lock-file';

const lockOwner = z.object({
  mechanism: z.enum(['sqlite', 'lock-file']),
  operation: z.string(),
  pid: z.int(),
  host: z.string(),
  pid_namespace: z.string(),
  started_at: z.string(),
});

export type LockOwner = z.infer<typeof lockOwner>;

/** Leaves a note beside the lock that says who holds it. */
export async function writeOwner(
  path: string,
  mechanism: LockMechanism,
  operation: Operation,
): Promise<LockOwner> {
  const owner: LockOwner = {
    mechanism,
    operation,
    pid: process.pid,
    host: hostname(),
    pid_namespace: await pidNamespace(),
    started_at: new Date().toISOString(),
  };
  await writeFile(path, JSON.stringify(owner), { mode: 0o600, flag: WRITE_AT_ONCE });
  return owner;
}

/** The note, or `undefined` when there is none that can be read. */
export async function readOwner(path: string): Promise<LockOwner | undefined> {
  try {
    return lockOwner.parse(JSON.parse(await readSmallFile(path)));
  } catch {
    return undefined;
  }
}

/** Removes the note if it is still the one that was written: a lock that was lost meanwhile has another owner. */
export async function removeOwner(path: string, written: LockOwner): Promise<void> {
  if (isDeepStrictEqual(await readOwner(path), written)) await removeFile(path);
}

/** Whether the owner's process runs; `unknown` when it is another host's or container's, whose pids mean nothing here. */
export async function ownerLife(owner: LockOwner): Promise<'alive' | 'dead' | 'unknown'> {
  if (owner.host !== hostname() || owner.pid_namespace !== (await pidNamespace())) return 'unknown';
  try {
    process.kill(owner.pid, 0);
    return 'alive';
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH' ? 'dead' : 'alive';
  }
}

/** The refusal that names who holds the lock. */
export function inProgress(database: string, owner: LockOwner | undefined): OperationInProgressException {
  const who =
    owner === undefined
      ? 'another run'
      : `${owner.operation} (pid ${String(owner.pid)} on ${owner.host}, since ${owner.started_at})`;
  return new OperationInProgressException(`${who} is at work on ${database}`, {
    hint: 'Wait until it is done; a run that died holds no lock.',
    details: { database, ...(owner !== undefined && { owner: { ...owner } }) },
  });
}

async function pidNamespace(): Promise<string> {
  return readlink('/proc/self/ns/pid').catch(() => '');
}
