import type { FindingKind } from './finding-kind.ts';
import type { HealthFinding } from './health.ts';

/**
 * How one database fares, from best to worst. `overdue`: its newest verified backup is older than it should be;
 * `frozen`: something about its source is suspicious, so that retention removes nothing of it.
 */
export const DATABASE_STATUSES = ['healthy', 'warning', 'overdue', 'frozen', 'critical'] as const;
export type DatabaseStatus = (typeof DATABASE_STATUSES)[number];

const OF_AGE: readonly FindingKind[] = ['backup_too_old', 'backup_overdue'];

export interface DatabaseVerdictFacts {
  /** Those that are about this database. */
  readonly findings: readonly { readonly status: HealthFinding['status']; readonly kind: FindingKind }[];
  /** Whether anybody knows what backups it has: of what cannot be listed nothing good can be said. */
  readonly areBackupsKnown: boolean;
  readonly isRetentionPaused: boolean;
}

/** The one word for a database. */
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
