import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '../../../src/application/ports/run-listener.ts';
import { createFaultLock } from '../../support/fault-locks.ts';
import { FaultProcess } from '../../support/fault-process.ts';
import type { ForeignHolder, OperationLockSubject } from './operation-lock.contract.ts';

export type ProcessLockName = 'SqliteOperationLock' | 'LockFileOperationLock';

/** A lock of one kind here against another process's, of the same kind or not, on one temporary directory. */
export async function createProcessLockSubject(
  here: ProcessLockName,
  there: ProcessLockName = here,
): Promise<OperationLockSubject> {
  const directory = await mkdtemp(join(tmpdir(), 'lock-'));
  const holders: FaultProcess[] = [];
  const hold = async (database: string, operation: Operation): Promise<ForeignHolder> => {
    const holder = new FaultProcess('fault-lock-holder.ts', [there, directory, database, operation]);
    holders.push(holder);
    await holder.line();
    return { pid: holder.pid, release: () => holder.finish(), kill: () => holder.kill() };
  };
  return {
    createLock: () => createFaultLock(here, directory),
    crossProcess: {
      hold,
      touch: async (database, time) => {
        const path = join(directory, '.state', 'locks', `${database}~lock`);
        for (const entry of [path, ...(await readdir(path)).map((name) => join(path, name))]) {
          await utimes(entry, time, time);
        }
      },
      makeUnusable: () => writeFile(join(directory, '.state'), 'a file where the directory should be'),
    },
    takeAway: (_lock, database) =>
      rm(join(directory, '.state', 'locks', `${database}~lock`), { recursive: true }),
    dispose: async () => {
      for (const holder of holders) await holder.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
