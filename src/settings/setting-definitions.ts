import { z } from 'zod';
import { COMPRESSIONS } from '../domain/backup/compression.ts';
import { SOURCE_CHECK_LEVELS } from '../domain/backup/manifest.ts';
import { LOG_LEVELS } from '../domain/history/log-line.ts';
import { MAX_DAYS } from '../domain/retention/retention-policy.ts';
import { ARTIFACT_LEVELS } from '../domain/verification/verification.ts';
import { apiTokens } from './api-token-entry.ts';
import { databaseEntries, INCREMENTAL_SCHEMAS, RETENTION_SCHEMAS } from './database-entry.ts';
import { encryptionRecipients } from './recipient-list.ts';
import { notifyEntries } from './notify-entry.ts';
import { storeEntries } from './store-entry.ts';
import { cronExpression, flag, glob, host, oneOf, path, timeZone, wholeNumber } from './value-schemas.ts';
import { drillAssertions, verifySchedule } from './verification-entries.ts';
import { KIB, MIB } from '../domain/units.ts';

const ENGINE_CHOICES = ['auto', 'native', 'sqljs'] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** Node's timers fire at once beyond this. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const MAX_TIMER_SECONDS = Math.floor(MAX_TIMER_MS / 1000);
/** 1 PiB: still an exact number of bytes. */
const MAX_MB = 2 ** 30;
/** Of zstd; the lower one of gzip is checked when the compression is known. */
const MAX_COMPRESSION_LEVEL = 19;
const MAX_PORT = 65_535;
/** The history removes its oldest entries a tenth at a time. */
const MIN_JOURNAL_ENTRIES = 10;

const {
  keep_days,
  max_backup_files,
  keep_min,
  keep_hourly,
  keep_daily,
  keep_weekly,
  keep_monthly,
  keep_yearly,
} = RETENTION_SCHEMAS;
const { full_interval_hours, diff_interval_hours, skip_unchanged } = INCREMENTAL_SCHEMAS;

/** In any case; Python's WARNING is warn. */
const logLevel = z.preprocess((value) => {
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  return word === 'warning' ? 'warn' : word;
}, oneOf(LOG_LEVELS));

/** An empty text means null. */
const logFile = z.preprocess((value) => (value === '' ? null : value), path.nullable());

const allowedHosts = z.array(
  z
    .string()
    .refine((name) => host.safeParse(name).success, 'must be a host name without a port')
    .toLowerCase(),
  'must be a list of host names, such as ["backup.example.org"], without ports',
);

/** Keys as in the configuration file, in the order of the documentation. */
export const SETTING_DEFINITIONS = {
  database_path: setting('Database to back up', null, path.nullable()),
  databases: setting('Several databases with their names', [], databaseEntries),
  databases_directory: setting('Directory to discover databases in', null, path.nullable()),
  databases_glob: setting('Files of that directory', '**/*', glob),
  backup_dir: setting('Directory of the backups; null: only the other stores', 'backup', path.nullable()),
  backup_dir_must_exist: setting('Refuse a backup directory without a marker', false, flag),
  state_dir: setting('Directory of locks, run history, staging and tokens', null, path.nullable()),
  stores: setting('More stores for copies of each backup', [], storeEntries),
  upload_limit_mb_s: setting('Limit of uploads to remote stores, MiB/s; 0: none', 0, wholeNumber(0, MAX_MB)),
  require_copies: setting('Copies that the newest backup must have', 1, wholeNumber(1, 100)),
  require_offsite: setting('The newest backup must have a copy in a remote store', false, flag),
  full_interval_hours: setting('Hours from one full to the next; 0: only fulls', 0, full_interval_hours),
  diff_interval_hours: setting('Hours from one diff to the next; 0: only diffs', 24, diff_interval_hours),
  skip_unchanged: setting('No full of an unchanged database', false, skip_unchanged),
  keep_days: setting('Days of history', 7, keep_days),
  max_backup_files: setting('Maximum number of backups of a database', 50, max_backup_files),
  keep_min: setting('Backups to keep at any age', 1, keep_min),
  keep_hourly: setting('Hours with one kept backup', 0, keep_hourly),
  keep_daily: setting('Days with one kept backup', 0, keep_daily),
  keep_weekly: setting('Weeks with one kept backup', 0, keep_weekly),
  keep_monthly: setting('Months with one kept backup', 0, keep_monthly),
  keep_yearly: setting('Years with one kept backup', 0, keep_yearly),
  anchor_max_age_hours: setting(
    'Maximum age of the verification of the anchor; 0: always verify again',
    24,
    wholeNumber(0, MAX_DAYS * 24),
  ),
  cleanup_after_create: setting('Retention after each backup', true, flag),
  timezone: setting('Time zone of days and weeks; null: of the system', null, timeZone.nullable()),
  compress_backups: setting('Compress backups', true, flag),
  compression: setting('Compression; overrides compress_backups', null, oneOf(COMPRESSIONS).nullable()),
  compression_level: setting(
    'gzip 1 to 9, zstd 1 to 19',
    null,
    wholeNumber(1, MAX_COMPRESSION_LEVEL).nullable(),
  ),
  encryption_recipients: setting('Recipients of age that can open backups', [], encryptionRecipients),
  encryption_passphrase_file: setting('File with a passphrase that opens backups', null, path.nullable()),
  encryption_identity_file: setting('File with identities of age that open backups', null, path.nullable()),
  chunk_size: setting('Bytes of each read and write', 64 * KIB, wholeNumber(KIB, 64 * MIB)),
  max_backup_size_mb: setting('Maximum size of a stored file, MiB', 1024, wholeNumber(1, MAX_MB)),
  engine: setting('SQLite engine that reads the source', 'auto', oneOf(ENGINE_CHOICES)),
  source_check: setting('Check of the source', 'quick', oneOf(SOURCE_CHECK_LEVELS)),
  verify_after_create: setting(
    'Verification of a new backup',
    'checksum',
    oneOf(['none', ...ARTIFACT_LEVELS]),
  ),
  drill_assertions: setting('Conditions for a restored database', [], drillAssertions),
  verify_schedule: setting(
    'Level, selection and time of scheduled verification',
    { level: 'quick', select: 'oldest-unproved' },
    verifySchedule,
  ),
  timeout_seconds: setting('Deadline of a run', 3600, wholeNumber(1, MAX_TIMER_SECONDS)),
  busy_timeout_ms: setting('Wait for a locked source', 5000, wholeNumber(0, MAX_TIMER_MS)),
  min_free_mb: setting('Disk space that must stay free, MiB', 100, wholeNumber(0, MAX_MB)),
  max_wal_growth_mb: setting('Maximum WAL growth during a capture, MiB', 4096, wholeNumber(1, MAX_MB)),
  low_priority: setting('Lower the process priority', false, flag),
  disk_warning_percent: setting('Disk use for a warning', 80, wholeNumber(1, 100)),
  disk_critical_percent: setting('Critical disk use', 95, wholeNumber(1, 100)),
  max_age_hours: setting('Maximum age of the newest backup', 26, wholeNumber(1, MAX_DAYS * 24)),
  anomaly_shrink_percent: setting(
    'Shrinking of a source that is an anomaly, percent',
    50,
    wholeNumber(0, 99),
  ),
  host_name: setting('Host name in manifests; null: of the system', null, host.nullable()),
  journal_max_entries: setting(
    'Maximum number of runs in the history',
    10_000,
    wholeNumber(MIN_JOURNAL_ENTRIES, 1_000_000),
  ),
  health_check_interval: setting('Seconds between health checks', 300, wholeNumber(1, MAX_TIMER_SECONDS)),
  backup_schedule_hour: setting('Hour of the daily backup', 2, wholeNumber(0, 23)),
  schedule: setting(
    'Cron expression of backups; null: daily at backup_schedule_hour',
    null,
    cronExpression.nullable(),
  ),
  drill_schedule: setting('Cron expression of restore drills; null: never', null, cronExpression.nullable()),
  sync_schedule: setting('Cron expression to sync the stores; null: never', null, cronExpression.nullable()),
  api_host: setting('Address of the service', '127.0.0.1', host),
  api_port: setting('Port of the service; 0: any', 5001, wholeNumber(0, MAX_PORT)),
  api_tokens: setting('Tokens of the service, as digests', [], apiTokens),
  api_allowed_hosts: setting('Accepted host names of the service', [], allowedHosts),
  trust_proxy: setting('Trust the headers of a proxy', false, flag),
  notify: setting('Notification channels', [], notifyEntries),
  log_level: setting('Lowest logged level', 'info', logLevel),
  log_file: setting('Log file', 'logs/backup.log', logFile),
};

type Definitions = typeof SETTING_DEFINITIONS;
export type SettingKey = keyof Definitions;

/** The settings as written: snake_case, units of the file. */
export type SettingValues = { readonly [K in SettingKey]: z.output<Definitions[K]['schema']> };

export const SETTING_KEYS = Object.keys(SETTING_DEFINITIONS) as readonly SettingKey[];

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTING_DEFINITIONS, key);
}

function setting<S extends z.ZodType>(doc: string, defaultValue: z.output<S>, schema: S) {
  return { doc, default: defaultValue, schema } as const;
}
