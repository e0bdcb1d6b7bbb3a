/** What a finding is about: stable words that a program may switch on. A new sort of finding gets a new one. */
export const FINDING_KINDS = [
  // The source of a database.
  'source_missing',
  'source_not_a_file',
  'source_unreadable',
  'source_empty',
  'source_damaged',
  'source_collapsed',
  'another_host',
  'anomaly_record_unreadable',
  'database_vanished',
  'restore_unfinished',
  // Which databases there are.
  'no_database',
  'no_databases_found',
  'database_name_taken',
  'databases_not_looked_through',
  // The backups of a database.
  'no_verified_backup',
  'newest_not_verified',
  'backup_damaged',
  'backup_too_old',
  'backup_overdue',
  'dated_in_future',
  'drill_failed',
  'drill_inconclusive',
  'create_failed',
  'verify_failed',
  'cleanup_failed',
  'run_interrupted',
  // The backup directory, and who tells of it.
  'no_backups',
  'backups_unknown',
  'directory_not_writable',
  'directory_not_listable',
  'manifest_damaged',
  'anomalies_unreadable',
  'journal_unreadable',
  'journal_not_writable',
  'journal_torn',
  'notifications_failing',
  // The disk below it.
  'disk_nearly_full',
  'disk_below_reserve',
  'disk_filling_up',
  'disk_unknown',
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];
