import type { AnomalyKind } from '../domain/anomaly/anomaly.ts';
import { stateAfterAcknowledgement } from '../domain/anomaly/next-state.ts';
import { UsageException } from '../domain/exceptions/usage-exception.ts';
import { saveAnomalies } from './anomalies/source-watch.ts';
import { assertDatabaseName } from './backups/capture-preconditions.ts';
import type { AnomalyStore } from './ports/anomaly-store.ts';
import type { BackupStore } from './ports/backup-store.ts';
import type { RunCoordinator, CancelOptions } from './runs/run-coordinator.ts';

export interface AcknowledgeAnomalyCommand {
  readonly database: string;
}

export interface AcknowledgeAnomalyResult {
  readonly database: string;
  /** The anomalies that no longer pause retention; empty when there were none. */
  readonly acknowledged: readonly AnomalyKind[];
}

export interface AcknowledgeAnomalyPorts {
  readonly anomalies: AnomalyStore;
  readonly store: BackupStore;
}

/** Accepts the new state of a source: retention continues, and a smaller size is the measure from now on. */
export class AcknowledgeAnomaly {
  readonly #ports: AcknowledgeAnomalyPorts;
  readonly #coordinator: RunCoordinator;
  readonly #policy: { readonly timeoutMs: number };

  constructor(
    ports: AcknowledgeAnomalyPorts,
    coordinator: RunCoordinator,
    policy: { readonly timeoutMs: number },
  ) {
    this.#ports = ports;
    this.#coordinator = coordinator;
    this.#policy = policy;
  }

  /**
   * @throws UsageException there is no backup and no record of such a database
   * @throws OperationInProgressException another run holds the database's lock
   * @throws BackupDirectoryException the record cannot be changed
   * @throws BackupTimeoutException
   * @throws OperationCancelledException
   */
  async execute(
    { database }: AcknowledgeAnomalyCommand,
    options: CancelOptions = {},
  ): Promise<AcknowledgeAnomalyResult> {
    assertDatabaseName(database);
    await this.#assertKnown(database);
    const { timeoutMs } = this.#policy;
    return this.#coordinator.perform(
      { operation: 'acknowledge', database, timeoutMs, signal: options.signal },
      async ({ startedAt }) => {
        const state = await this.#ports.anomalies.read(database);
        const acknowledged = state.anomalies.map(({ kind }) => kind);
        if (acknowledged.length > 0) {
          await saveAnomalies(this.#ports.anomalies, database, stateAfterAcknowledgement(state, startedAt));
        }
        return { value: { database, acknowledged }, facts: { acknowledged } };
      },
    );
  }

  /** A misspelt name must not look like a successful acknowledgement. */
  async #assertKnown(database: string): Promise<void> {
    const backedUp = (await this.#ports.store.list()).flatMap((backup) => backup.database ?? []);
    const known = new Set([...(await this.#ports.anomalies.databases()), ...backedUp]);
    if (known.has(database)) return;
    throw new UsageException(`there is no backup of a database ${database}`, {
      hint: known.size === 0 ? 'There are no backups yet.' : `There are: ${[...known].sort().join(', ')}.`,
      details: { database },
    });
  }
}
