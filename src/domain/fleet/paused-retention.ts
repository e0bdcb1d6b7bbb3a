import type { Backup } from '../backup/backup.ts';
import type { FindingKind } from '../health/finding-kind.ts';
import type { FleetRecord } from './fleet-record.ts';

/** Findings of a database that pause its retention. */
const PAUSING: readonly FindingKind[] = [
  'source_damaged',
  'source_collapsed',
  'another_host',
  'anomaly_record_unreadable',
];

/**
 * Why another host must remove nothing of a database; `undefined` if it may. A record that is older than the newest
 * backup does not know the newest anomalies.
 * @param backups of the database
 */
export function pausedRetentionReason(
  { host, writtenAt, findings }: FleetRecord,
  database: string,
  backups: readonly Pick<Backup, 'createdAt'>[],
): string | undefined {
  const kinds = findings
    .filter((finding) => finding.database === database && isPausing(finding.kind))
    .map(({ kind }) => kind);
  const at = writtenAt.toISOString();
  if (kinds.length > 0) return `${host} reported ${kinds.join(', ')} at ${at}`;
  const isOlder = backups.some(({ createdAt }) => createdAt > writtenAt);
  return isOlder
    ? `the record of ${host} is older than its newest backup: it was written at ${at}`
    : undefined;
}

function isPausing(kind: string): boolean {
  return PAUSING.some((one) => one === kind);
}
