import { frozenReason } from '../../domain/anomaly/anomaly-text.ts';
import type { AnomalyStore } from '../ports/anomaly-store.ts';
import type { RetentionFreeze } from '../ports/retention-freeze.ts';

/** Retention stands still for a database while something is suspicious about its source. */
export class AnomalyFreeze implements RetentionFreeze {
  readonly #anomalies: AnomalyStore;

  constructor(anomalies: AnomalyStore) {
    this.#anomalies = anomalies;
  }

  async frozenReason(database: string): Promise<string | undefined> {
    return frozenReason(database, (await this.#anomalies.read(database)).anomalies);
  }
}
