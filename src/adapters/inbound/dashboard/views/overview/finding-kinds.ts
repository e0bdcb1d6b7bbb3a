import type { FindingKind } from '../../api/types.ts';

export type Step =
  'backUp' | 'verify' | 'drill' | 'cleanup' | 'acknowledge' | 'undo' | 'openRun' | 'openBackups' | 'none';

interface FindingKindProperties {
  /** Orders findings of the same status: 5 is data at risk, 1 is bookkeeping. */
  readonly weight: 1 | 2 | 3 | 4 | 5;
  readonly step: Step;
}

export const FINDING_KIND_PROPERTIES = {
  source_damaged: { weight: 5, step: 'openBackups' },
  source_missing: { weight: 5, step: 'openBackups' },
  restore_unfinished: { weight: 5, step: 'undo' },
  source_not_a_file: { weight: 5, step: 'none' },
  source_unreadable: { weight: 5, step: 'none' },
  source_empty: { weight: 5, step: 'none' },
  source_collapsed: { weight: 4, step: 'acknowledge' },
  another_host: { weight: 4, step: 'acknowledge' },
  anomaly_record_unreadable: { weight: 4, step: 'acknowledge' },
  database_vanished: { weight: 4, step: 'openBackups' },

  directory_not_writable: { weight: 5, step: 'none' },
  directory_not_listable: { weight: 5, step: 'none' },
  no_verified_backup: { weight: 5, step: 'backUp' },
  no_backups: { weight: 4, step: 'backUp' },
  backup_too_old: { weight: 4, step: 'backUp' },
  backup_overdue: { weight: 4, step: 'backUp' },
  create_failed: { weight: 4, step: 'backUp' },
  drill_failed: { weight: 4, step: 'drill' },
  backup_damaged: { weight: 5, step: 'backUp' },
  newest_not_verified: { weight: 3, step: 'verify' },
  verify_failed: { weight: 3, step: 'verify' },
  drill_inconclusive: { weight: 3, step: 'drill' },
  backups_unknown: { weight: 3, step: 'none' },
  manifest_damaged: { weight: 3, step: 'openBackups' },
  dated_in_future: { weight: 3, step: 'openBackups' },

  disk_below_reserve: { weight: 4, step: 'cleanup' },
  disk_nearly_full: { weight: 3, step: 'cleanup' },
  disk_filling_up: { weight: 3, step: 'cleanup' },
  disk_unknown: { weight: 2, step: 'none' },

  no_database: { weight: 4, step: 'none' },
  no_databases_found: { weight: 4, step: 'none' },
  database_name_taken: { weight: 4, step: 'none' },
  databases_not_looked_through: { weight: 3, step: 'none' },

  run_interrupted: { weight: 2, step: 'openRun' },
  cleanup_failed: { weight: 2, step: 'cleanup' },
  notifications_failing: { weight: 3, step: 'none' },
  anomalies_unreadable: { weight: 3, step: 'none' },
  journal_not_writable: { weight: 2, step: 'none' },
  journal_unreadable: { weight: 2, step: 'none' },
  journal_torn: { weight: 1, step: 'none' },
} as const satisfies Record<FindingKind, FindingKindProperties>;

/** @param kind may be of a newer service */
export function findingKindProperties(kind: string): FindingKindProperties {
  const known: Readonly<Record<string, FindingKindProperties>> = FINDING_KIND_PROPERTIES;
  return Object.hasOwn(known, kind) ? (known[kind] ?? UNKNOWN) : UNKNOWN;
}

const UNKNOWN: FindingKindProperties = { weight: 3, step: 'none' };
