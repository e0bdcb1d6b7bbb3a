import type { Anomaly } from '../../domain/anomaly/anomaly.ts';
import type { AnomalyStore } from '../ports/anomaly-store.ts';
import type { Quarantine } from '../ports/quarantine.ts';

/** What reports tell of sources that are not as they should be, by the name of the database. */
export interface AnomalousSources {
  /** Of those databases only that retention is frozen for. */
  readonly anomalies: ReadonlyMap<string, readonly Anomaly[]>;
  /** How many captures of a database are in quarantine. */
  readonly quarantined: ReadonlyMap<string, number>;
}

export const NO_ANOMALOUS_SOURCES: AnomalousSources = { anomalies: new Map(), quarantined: new Map() };

/** @throws BackupDirectoryException records or quarantine cannot be listed */
export async function anomalousSources(
  store: AnomalyStore,
  quarantine: Quarantine,
): Promise<AnomalousSources> {
  const anomalies = new Map<string, readonly Anomaly[]>();
  for (const database of await store.databases()) {
    const state = await store.read(database);
    if (state.anomalies.length > 0) anomalies.set(database, state.anomalies);
  }
  const quarantined = new Map<string, number>();
  for (const { database } of await quarantine.list()) {
    quarantined.set(database, (quarantined.get(database) ?? 0) + 1);
  }
  return { anomalies, quarantined };
}

/** How many captures are in quarantine in all. */
export function quarantinedInAll({ quarantined }: AnomalousSources): number {
  return [...quarantined.values()].reduce((sum, count) => sum + count, 0);
}
