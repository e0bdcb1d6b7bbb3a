interface MetricDefinition {
  readonly help: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly labels: readonly string[];
}

const ofDatabase = (help: string): MetricDefinition => ({ help, type: 'gauge', labels: ['database'] });
const ofAll = (help: string): MetricDefinition => ({ help, type: 'gauge', labels: [] });
const ofStore = (help: string): MetricDefinition => ({ help, type: 'gauge', labels: ['store'] });
const counted = (help: string, ...labels: string[]): MetricDefinition => ({
  help,
  type: 'counter',
  labels: ['database', ...labels],
});

/** All metrics. Alert rules, the dashboard and docs/monitoring.md use these names. */
const METRIC_DEFINITIONS = {
  sqlite_backup_last_success_timestamp_seconds: ofDatabase('When the newest backup was made.'),
  sqlite_backup_last_verified_timestamp_seconds: ofDatabase('When the newest verified backup was made.'),
  sqlite_backup_last_proof_timestamp_seconds: ofDatabase('When a verification was last ok.'),
  sqlite_backup_last_drill_timestamp_seconds: ofDatabase('When the last restore drill was.'),
  sqlite_backup_last_drill_restore_seconds: ofDatabase('How long the restore of the last drill took (RTO).'),
  sqlite_backup_rpo_seconds: ofDatabase('Age of the newest verified backup (RPO).'),
  sqlite_backup_last_duration_seconds: ofDatabase('How long the newest backup took to make.'),
  sqlite_backup_last_stored_bytes: ofDatabase('Size of the newest backup as it is stored.'),
  sqlite_backup_last_database_bytes: ofDatabase('Size of the database in the newest backup.'),
  sqlite_backup_stored_bytes: ofDatabase('Size of all backups as they are stored.'),
  sqlite_backup_backups: {
    help: 'Number of backups by state: verified, unverified, damaged, unmanaged; pinned ones are in another one too.',
    type: 'gauge',
    labels: ['database', 'state'],
  },
  sqlite_backup_quarantined_captures: ofDatabase('Captures of a damaged source in quarantine.'),
  sqlite_backup_retention_frozen: ofDatabase('1 while retention is paused because of an anomaly.'),
  sqlite_backup_source_readable: ofDatabase('1 while the database exists and is readable.'),
  sqlite_backup_job_in_progress: ofDatabase('Number of running runs.'),
  sqlite_backup_rpo_objective_seconds: ofAll('Maximum age of the newest verified backup (max_age_hours).'),
  sqlite_backup_health_status: ofAll('0 healthy, 1 warning, 2 critical.'),
  sqlite_backup_health_age_seconds: ofAll('Age of the health report behind these metrics.'),
  sqlite_backup_directory_free_bytes: ofAll('Free space on the disk of the backup directory.'),
  sqlite_backup_directory_size_bytes: ofAll('Size of that disk.'),
  sqlite_backup_directory_full_in_seconds: ofAll('Time until it is full; absent while unknown.'),
  sqlite_backup_fleet_hosts: {
    help: 'Number of hosts by state: healthy, warning, silent, unreadable, critical, overdue.',
    type: 'gauge',
    labels: ['state'],
  },
  sqlite_backup_fleet_age_seconds: ofAll('Age of the reading of the hosts.'),
  sqlite_backup_failing_notification_channels: ofAll('Number of channels that cannot deliver notifications.'),
  sqlite_backup_store_reachable: ofStore('1 while the store can be listed.'),
  sqlite_backup_store_backups: ofStore('Number of backups in the store.'),
  sqlite_backup_store_bytes: ofStore('Size of all backups in the store.'),
  sqlite_backup_store_last_verified_timestamp_seconds: ofStore(
    'When the newest verified backup in the store was made.',
  ),
  sqlite_backup_info: {
    help: 'Always 1; the versions are in the labels.',
    type: 'gauge',
    labels: ['version', 'sqlite_version'],
  },
  sqlite_backup_runs_total: counted('Runs that ended, by outcome.', 'operation', 'outcome'),
  sqlite_backup_retention_removed_total: counted('Backups that retention removed.'),
  sqlite_backup_http_request_duration_seconds: {
    help: 'How long requests took.',
    type: 'histogram',
    labels: ['method', 'route', 'status'],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof METRIC_DEFINITIONS;
export const METRIC_NAMES = Object.keys(METRIC_DEFINITIONS) as readonly MetricName[];

/** Upper bounds of the buckets in seconds: from a cached answer to a request that waits for a capture. */
export const REQUEST_SECONDS = [0.005, 0.025, 0.1, 0.5, 2.5, 10, 60];

export function definitionOf(name: MetricName): MetricDefinition {
  return METRIC_DEFINITIONS[name];
}
