import { OperationInProgressException } from '../../domain/exceptions/operation-in-progress-exception.ts';
import type { OperationLock } from '../ports/operation-lock.ts';
import type { StagingArea } from '../ports/staging-area.ts';
import type { RunContext } from '../runs/run-coordinator.ts';
import { describeError } from '../runs/describe-error.ts';

export interface SweepPorts {
  readonly staging: StagingArea;
  readonly lock: OperationLock;
}

/**
 * Removes what dead runs left in staging: of `database`, whose lock the run holds, and of every other
 * database without a run now, because such a database may never run again.
 * @throws BackupDirectoryException the leftovers of `database` cannot be removed; another database's only
 * cause a warning
 */
export async function sweepLeftovers(database: string, ports: SweepPorts, run: RunContext): Promise<void> {
  await ports.staging.sweep(database);
  const others = await ports.staging.leftoverDatabases().catch((error: unknown) => {
    warn('other databases', error, run);
    return [];
  });
  for (const other of others) {
    run.signal.throwIfAborted();
    if (other !== database) await sweepOther(other, ports, run);
  }
}

async function sweepOther(database: string, { staging, lock }: SweepPorts, run: RunContext): Promise<void> {
  try {
    // Not as `create`: a due backup must wait for this, not take it for the backup itself.
    const held = await lock.acquire(database, 'cleanup');
    try {
      await staging.sweep(database);
      run.detail(`removed the staged files of ${database}: no run uses them`);
    } finally {
      await held.release();
    }
  } catch (error) {
    // The staged files belong to a running run: they are no leftovers.
    if (!(error instanceof OperationInProgressException)) warn(database, error, run);
  }
}

function warn(databases: string, error: unknown, run: RunContext): void {
  run.warn(
    `cannot remove the leftovers of killed runs of ${databases}: ${describeError(error).message}`,
    'This backup is not affected. Check the permissions of .state in the backup directory.',
  );
}
