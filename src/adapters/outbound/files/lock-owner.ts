import { z } from 'zod';
import { OperationInProgressException } from '../../../domain/exceptions/operation-in-progress-exception.ts';
import { lifeOf, ownProcess } from './process-identity.ts';
import { readSmallFile } from './read-small-file.ts';

/** `sqlite`: the owner also holds the kernel's lock. */
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

type LockOwner = z.infer<typeof lockOwner>;

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

/** `undefined` when the entry is unreadable: on a full disk it is empty. */
export async function readOwner(path: string): Promise<LockOwner | undefined> {
  try {
    return lockOwner.parse(JSON.parse(await readSmallFile(path)));
  } catch {
    return undefined;
  }
}

/** `unknown` for an owner on another host or in another container: its pid is not valid here. */
export function ownerLife(owner: LockOwner): 'alive' | 'dead' | 'unknown' {
  const { pid, host, pid_namespace: pidNamespace, boot_id: bootId, start_ticks: startTicks } = owner;
  return lifeOf({ pid, host, pidNamespace, bootId, startTicks }, ownProcess());
}

export function inProgress(database: string, owner: LockOwner | undefined): OperationInProgressException {
  const who =
    owner === undefined
      ? 'another run'
      : `${owner.operation} (pid ${String(owner.pid)} on ${owner.host}, since ${owner.started_at})`;
  return new OperationInProgressException(`${who} is running on ${database}`, {
    hint: 'Wait until it is done. A run that died holds no lock.',
    details: { database, ...(owner !== undefined && { owner: { ...owner } }) },
  });
}
