import type { Anomaly } from '../../domain/anomaly/anomaly.ts';
import type { AnomalyStore } from '../ports/anomaly-store.ts';
import type { Quarantine } from '../ports/quarantine.ts';

/** The anomalies by database name, for reports. */
export interface AnomalousSources {
  /** Only databases whose retention is paused. */
  readonly anomalies: ReadonlyMap<string, readonly Anomaly[]>;
  /** Captures in quarantine, per database. */
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

export function quarantinedInAll({ quarantined }: AnomalousSources): number {
  return [...quarantined.values()].reduce((sum, count) => sum + count, 0);
}
