import { describeAnomaly } from '../anomaly/anomaly-text.ts';
import type { Anomaly, AnomalyKind } from '../anomaly/anomaly.ts';
import type { FindingKind } from './finding-kind.ts';
import { critical, warning, type HealthFinding } from './health.ts';

const KIND_OF = {
  source_damaged: 'source_damaged',
  collapse: 'source_collapsed',
  another_host: 'another_host',
  unreadable_record: 'anomaly_record_unreadable',
} as const satisfies Record<AnomalyKind, FindingKind>;

/** Damage is critical: newer data cannot be restored. */
export function anomalyFindings(database: string, anomalies: readonly Anomaly[]): readonly HealthFinding[] {
  return anomalies.map((anomaly) => {
    const { message, hint } = describeAnomaly(database, anomaly);
    const level = anomaly.kind === 'source_damaged' ? critical : warning;
    const since = anomaly.since.toISOString();
    return level({
      kind: KIND_OF[anomaly.kind],
      database,
      message: `${message}; retention of ${database} is paused since ${since}`,
      hint,
    });
  });
}
