import type { RunEvent } from '../../../application/ports/run-listener.ts';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import type { RunOutcome } from '../../../domain/history/history-entry.ts';

export interface EndedRun {
  /** The outcome in the run history. */
  readonly outcome: RunOutcome;
  readonly removed: number;
}

export class RunningRuns {
  /** Run id → database. */
  readonly #databases = new Map<string, string>();

  /** The databases of the running runs, one entry for each run. */
  get databases(): readonly string[] {
    return [...this.#databases.values()];
  }

  /** Records an event; returns the outcome when the run has ended. */
  observe(event: RunEvent): EndedRun | undefined {
    const { id, database } = event.run;
    if (event.type === 'started') this.#databases.set(id, database);
    if (event.type !== 'succeeded' && event.type !== 'failed') return undefined;
    const hasStarted = this.#databases.delete(id);
    if (event.type === 'failed') return { outcome: outcomeOf(event.error, hasStarted), removed: 0 };
    const removed = event.run.operation === 'cleanup' ? event.facts['removed'] : 0;
    return { outcome: 'succeeded', removed: typeof removed === 'number' ? removed : 0 };
  }
}

function outcomeOf(error: unknown, hasStarted: boolean): RunOutcome {
  const code = error instanceof BackupManagerException ? error.code : undefined;
  if (code === 'CANCELLED') return 'cancelled';
  return code === 'OPERATION_IN_PROGRESS' && !hasStarted ? 'skipped' : 'failed';
}
