import { describeAnomaly } from '../anomaly/anomaly-text.ts';
import type { Anomaly } from '../anomaly/anomaly.ts';
import { critical, warning, type HealthFinding } from './health.ts';

/** What is suspicious about a database's source; damage is critical, for nothing newer can be restored. */
export function judgeAnomalies(database: string, anomalies: readonly Anomaly[]): readonly HealthFinding[] {
  return anomalies.map((anomaly) => {
    const { message, hint } = describeAnomaly(database, anomaly);
    const level = anomaly.kind === 'source_damaged' ? critical : warning;
    const since = anomaly.since.toISOString();
    return level(`${message}; retention removes nothing of ${database} since ${since}`, hint);
  });
}
