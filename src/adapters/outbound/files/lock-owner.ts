import { z } from 'zod';
import { OperationInProgressException } from '../../../domain/exceptions/operation-in-progress-exception.ts';
import { lifeOf, ownProcess } from './process-identity.ts';
import { readSmallFile } from './read-small-file.ts';

/** `sqlite` says that the owner holds the kernel's lock as well. */
export type LockMechanism = 'sqlite' | 'lock-file';

const lockOwner = z.object({
  mechanism: z.enum(['sqlite', 'lock-file']),
  operation: z.string(),
  pid: z.int(),
  host: z.string(),
  pid_namespace: z.string(),
  boot_id: z.string(),
  start_ticks: z.string(),
  started_at: z.string(),
});

export type LockOwner = z.infer<typeof lockOwner>;

/** This process, as the owner of a lock. */
export function ownerHere(mechanism: LockMechanism, operation: string): LockOwner {
  const { pid, host, pidNamespace, bootId, startTicks } = ownProcess();
  return {
    mechanism,
    operation,
    pid,
    host,
    pid_namespace: pidNamespace,
    boot_id: bootId,
    start_ticks: startTicks,
    started_at: new Date().toISOString(),
  };
}

/** The owner that an entry names; `undefined` when it cannot be read: on a full disk an entry is empty. */
export async function readOwner(path: string): Promise<LockOwner | undefined> {
  try {
    return lockOwner.parse(JSON.parse(await readSmallFile(path)));
  } catch {
    return undefined;
  }
}

/** Whether the owner's process runs; `unknown` when it is another host's or container's, whose pids mean nothing here. */
export function ownerLife(owner: LockOwner): 'alive' | 'dead' | 'unknown' {
  const { pid, host, pid_namespace: pidNamespace, boot_id: bootId, start_ticks: startTicks } = owner;
  return lifeOf({ pid, host, pidNamespace, bootId, startTicks }, ownProcess());
}

/** The refusal that names the owner of the lock. */
export function inProgress(database: string, owner: LockOwner | undefined): OperationInProgressException {
  const who =
    owner === undefined
      ? 'another run'
      : `${owner.operation} (pid ${String(owner.pid)} on ${owner.host}, since ${owner.started_at})`;
  return new OperationInProgressException(`${who} is running on ${database}`, {
    hint: 'Wait until it is done; a run that died holds no lock.',
    details: { database, ...(owner !== undefined && { owner: { ...owner } }) },
  });
}
