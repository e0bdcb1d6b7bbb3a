import type { RunEvent } from '../../../application/ports/run-listener.ts';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import type { RunOutcome } from '../../../domain/history/history-entry.ts';

export interface EndedRun {
  /** As the journal has it. */
  readonly outcome: RunOutcome;
  /** How many backups retention removed. */
  readonly removed: number;
}

/** Which runs are at work, and how each ended. */
export class RunningRuns {
  /** By run: its database. */
  readonly #databases = new Map<string, string>();

  /** The databases of the runs at work, one entry for each run. */
  get databases(): readonly string[] {
    return [...this.#databases.values()];
  }

  /** Takes note of an event; tells how the run ended if it did. */
  hear(event: RunEvent): EndedRun | undefined {
    const { id, database } = event.run;
    if (event.type === 'started') this.#databases.set(id, database);
    if (event.type !== 'succeeded' && event.type !== 'failed') return undefined;
    const hasBegun = this.#databases.delete(id);
    if (event.type === 'failed') return { outcome: outcomeOf(event.error, hasBegun), removed: 0 };
    const removed = event.run.operation === 'cleanup' ? event.facts['removed'] : 0;
    return { outcome: 'succeeded', removed: typeof removed === 'number' ? removed : 0 };
  }
}

function outcomeOf(error: unknown, hasBegun: boolean): RunOutcome {
  const code = error instanceof BackupManagerException ? error.code : undefined;
  if (code === 'CANCELLED') return 'cancelled';
  return code === 'OPERATION_IN_PROGRESS' && !hasBegun ? 'skipped' : 'failed';
}
