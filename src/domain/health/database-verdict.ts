import type { FindingKind } from './finding-kind.ts';
import type { HealthFinding } from './health.ts';

/**
 * The status of one database, from best to worst. `overdue`: its newest verified backup is too old; `frozen`:
 * an anomaly pauses its retention.
 */
export const DATABASE_STATUSES = ['healthy', 'warning', 'overdue', 'frozen', 'critical'] as const;
export type DatabaseStatus = (typeof DATABASE_STATUSES)[number];

const OF_AGE: readonly FindingKind[] = ['backup_too_old', 'backup_overdue'];

export interface DatabaseVerdictFacts {
  /** The findings about this database. */
  readonly findings: readonly { readonly status: HealthFinding['status']; readonly kind: FindingKind }[];
  /** False when the backups could not be listed; then the database is critical. */
  readonly areBackupsKnown: boolean;
  readonly isRetentionPaused: boolean;
}

export function databaseVerdict({
  findings,
  areBackupsKnown,
  isRetentionPaused,
}: DatabaseVerdictFacts): DatabaseStatus {
  if (!areBackupsKnown || findings.some(({ status }) => status === 'critical')) return 'critical';
  if (isRetentionPaused) return 'frozen';
  if (findings.some(({ kind }) => OF_AGE.includes(kind))) return 'overdue';
  return findings.length > 0 ? 'warning' : 'healthy';
}

/** Worst first. */
export function byUrgency(left: DatabaseStatus, right: DatabaseStatus): number {
  return DATABASE_STATUSES.indexOf(right) - DATABASE_STATUSES.indexOf(left);
}
