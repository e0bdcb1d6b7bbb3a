import { pausedReason } from '../../domain/anomaly/anomaly-text.ts';
import type { AnomalyStore } from '../ports/anomaly-store.ts';
import type { RetentionPause } from '../ports/retention-pause.ts';

/** Pauses retention of a database while its source has an anomaly. */
export class AnomalyPause implements RetentionPause {
  readonly #anomalies: AnomalyStore;

  constructor(anomalies: AnomalyStore) {
    this.#anomalies = anomalies;
  }

  async pausedReason(database: string): Promise<string | undefined> {
    return pausedReason(database, (await this.#anomalies.read(database)).anomalies);
  }
}
