import { type LogLevel, LOG_LEVELS } from '../../adapters/outbound/logger/log-record.ts';
import { COMPRESSIONS, type Compression } from '../../domain/backup/compression.ts';
import { SOURCE_CHECK_LEVELS, type SourceCheckLevel } from '../../domain/backup/manifest.ts';
import { MAX_DAYS } from '../../domain/retention/retention-policy.ts';
import { ARTIFACT_LEVELS, type ArtifactLevel } from '../../domain/verification/verification.ts';
import { databaseEntries, type DatabaseEntry } from './database-entries.ts';
import { notifyChannels, type NotifyEntry } from './notify-format.ts';
import { RETENTION_FORMATS } from './retention-formats.ts';
import { cronExpression } from './schedule-formats.ts';
import { apiTokens, host, hosts, type ApiTokenEntry } from './service-formats.ts';
import {
  flag,
  glob,
  logLevel,
  nullable,
  nullableOrEmpty,
  oneOf,
  path,
  timeZone,
  wholeNumber,
  type StrictFormat,
} from './strict-format.ts';
import {
  drillAssertions,
  verifySchedule,
  type DrillAssertionEntry,
  type VerifyScheduleEntry,
} from './verification-formats.ts';

export const ENGINE_CHOICES = ['auto', 'native', 'sqljs'] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** The settings as they are written: snake_case, the file's own units. */
export interface SettingValues {
  readonly database_path: string | null;
  readonly databases: readonly DatabaseEntry[];
  readonly databases_directory: string | null;
  readonly databases_glob: string;
  readonly backup_dir: string;
  readonly backup_dir_must_exist: boolean;
  readonly keep_days: number;
  readonly max_backup_files: number;
  readonly keep_min: number;
  readonly keep_hourly: number;
  readonly keep_daily: number;
  readonly keep_weekly: number;
  readonly keep_monthly: number;
  readonly keep_yearly: number;
  readonly anchor_max_age_hours: number;
  readonly cleanup_after_create: boolean;
  readonly timezone: string | null;
  readonly compress_backups: boolean;
  readonly compression: Compression | null;
  readonly compression_level: number | null;
  readonly chunk_size: number;
  readonly max_backup_size_mb: number;
  readonly engine: EngineChoice;
  readonly source_check: SourceCheckLevel;
  readonly verify_after_create: 'none' | ArtifactLevel;
  readonly drill_assertions: readonly DrillAssertionEntry[];
  readonly verify_schedule: VerifyScheduleEntry;
  readonly timeout_seconds: number;
  readonly busy_timeout_ms: number;
  readonly min_free_mb: number;
  readonly max_wal_growth_mb: number;
  readonly low_priority: boolean;
  readonly disk_warning_percent: number;
  readonly disk_critical_percent: number;
  readonly max_age_hours: number;
  readonly journal_max_entries: number;
  readonly anomaly_shrink_percent: number;
  readonly host_name: string | null;
  readonly health_check_interval: number;
  readonly backup_schedule_hour: number;
  readonly schedule: string | null;
  readonly drill_schedule: string | null;
  readonly api_host: string;
  readonly api_port: number;
  readonly api_tokens: readonly ApiTokenEntry[];
  readonly api_allowed_hosts: readonly string[];
  readonly trust_proxy: boolean;
  readonly notify: readonly NotifyEntry[];
  readonly log_level: LogLevel;
  readonly log_file: string | null;
}

export type SettingKey = keyof SettingValues;

interface SettingDefinition<T> {
  readonly doc: string;
  readonly default: T;
  readonly format: StrictFormat;
}

/** A timer of Node's holds no more milliseconds than this; beyond it fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const MAX_TIMER_SECONDS = Math.floor(MAX_TIMER_MS / 1000);
const KIB = 1024;
const MIB = KIB * KIB;
/** One PiB: in bytes still an exact number. */
const MAX_MB = 2 ** 30;

/** zstd's highest level; gzip's own limit is looked at when the compression is known. */
const MAX_COMPRESSION_LEVEL = 19;

const MAX_PORT = 65_535;

/** The oldest entries go a tenth at a time. */
const MIN_JOURNAL_ENTRIES = 10;

export const SETTING_DEFINITIONS: { readonly [K in SettingKey]: SettingDefinition<SettingValues[K]> } = {
  database_path: { doc: 'The database to back up', default: null, format: nullable(path()) },
  databases: { doc: 'Several databases, each with its name', default: [], format: databaseEntries() },
  databases_directory: {
    doc: 'Where databases are looked for, by their header',
    default: null,
    format: nullable(path()),
  },
  databases_glob: { doc: 'Which files below it', default: '**/*', format: glob() },
  backup_dir: { doc: 'Where backups are kept', default: 'backup', format: path() },
  backup_dir_must_exist: {
    doc: 'Whether a backup directory that was never used is refused',
    default: false,
    format: flag(),
  },
  keep_days: { doc: 'Days of history', default: 7, format: RETENTION_FORMATS.keep_days },
  max_backup_files: {
    doc: 'Most backups of a database',
    default: 50,
    format: RETENTION_FORMATS.max_backup_files,
  },
  keep_min: { doc: 'Backups that stay whatever their age', default: 1, format: RETENTION_FORMATS.keep_min },
  keep_hourly: { doc: 'Hours of which one backup stays', default: 0, format: RETENTION_FORMATS.keep_hourly },
  keep_daily: { doc: 'Days of which one backup stays', default: 0, format: RETENTION_FORMATS.keep_daily },
  keep_weekly: { doc: 'Weeks of which one backup stays', default: 0, format: RETENTION_FORMATS.keep_weekly },
  keep_monthly: {
    doc: 'Months of which one backup stays',
    default: 0,
    format: RETENTION_FORMATS.keep_monthly,
  },
  keep_yearly: { doc: 'Years of which one backup stays', default: 0, format: RETENTION_FORMATS.keep_yearly },
  anchor_max_age_hours: {
    doc: 'Hours within which the newest backups were verified before others are removed; 0: always now',
    default: 24,
    format: wholeNumber(0, MAX_DAYS * 24),
  },
  cleanup_after_create: { doc: 'Retention after each backup', default: true, format: flag() },
  timezone: {
    doc: 'Whose days and weeks; null: the zone of the system',
    default: null,
    format: nullable(timeZone()),
  },
  compress_backups: { doc: 'Whether backups are compressed', default: true, format: flag() },
  compression: {
    doc: 'How; decides over compress_backups',
    default: null,
    format: nullable(oneOf(COMPRESSIONS)),
  },
  compression_level: {
    doc: 'gzip 1 to 9, zstd 1 to 19',
    default: null,
    format: nullable(wholeNumber(1, MAX_COMPRESSION_LEVEL)),
  },
  chunk_size: { doc: 'Bytes for each read and write', default: 64 * KIB, format: wholeNumber(KIB, 64 * MIB) },
  max_backup_size_mb: { doc: 'Largest stored file, MiB', default: 1024, format: wholeNumber(1, MAX_MB) },
  engine: { doc: 'Which SQLite reads the source', default: 'auto', format: oneOf(ENGINE_CHOICES) },
  source_check: { doc: 'How the source is checked', default: 'quick', format: oneOf(SOURCE_CHECK_LEVELS) },
  verify_after_create: {
    doc: 'What is proved of a new backup',
    default: 'checksum',
    format: oneOf(['none', ...ARTIFACT_LEVELS]),
  },
  drill_assertions: {
    doc: 'What must be true of a restored database',
    default: [],
    format: drillAssertions(),
  },
  verify_schedule: {
    doc: 'Level and selection of scheduled verification, and when',
    default: { level: 'quick', select: 'oldest-unproved' },
    format: verifySchedule(),
  },
  timeout_seconds: { doc: 'Deadline of one run', default: 3600, format: wholeNumber(1, MAX_TIMER_SECONDS) },
  busy_timeout_ms: { doc: 'Wait for a locked source', default: 5000, format: wholeNumber(0, MAX_TIMER_MS) },
  min_free_mb: { doc: 'Room that must stay free, MiB', default: 100, format: wholeNumber(0, MAX_MB) },
  max_wal_growth_mb: {
    doc: "Most the source's log may grow during a capture, MiB",
    default: 4096,
    format: wholeNumber(1, MAX_MB),
  },
  low_priority: { doc: 'Leave the processor to others', default: false, format: flag() },
  disk_warning_percent: { doc: 'Disk use that warns', default: 80, format: wholeNumber(1, 100) },
  disk_critical_percent: { doc: 'Disk use that is critical', default: 95, format: wholeNumber(1, 100) },
  max_age_hours: {
    doc: 'Oldest the newest backup may be',
    default: 26,
    format: wholeNumber(1, MAX_DAYS * 24),
  },
  anomaly_shrink_percent: {
    doc: 'Shrinking of a source that is suspicious, in percent',
    default: 50,
    format: wholeNumber(0, 99),
  },
  host_name: {
    doc: 'Host that backups are recorded under; null: that of the system',
    default: null,
    format: nullable(host()),
  },
  journal_max_entries: {
    doc: 'Most runs that the journal keeps',
    default: 10_000,
    format: wholeNumber(MIN_JOURNAL_ENTRIES, 1_000_000),
  },
  health_check_interval: {
    doc: 'Seconds between health checks of the service',
    default: 300,
    format: wholeNumber(1, MAX_TIMER_SECONDS),
  },
  backup_schedule_hour: {
    doc: 'Hour of the daily backup of the service',
    default: 2,
    format: wholeNumber(0, 23),
  },
  schedule: {
    doc: 'When the service backs up; null: daily at backup_schedule_hour',
    default: null,
    format: nullable(cronExpression()),
  },
  drill_schedule: {
    doc: 'When the service rehearses a restore; null: never',
    default: null,
    format: nullable(cronExpression()),
  },
  api_host: { doc: 'Where the service listens', default: '127.0.0.1', format: host() },
  api_port: { doc: 'Port of the service; 0: any', default: 5001, format: wholeNumber(0, MAX_PORT) },
  api_tokens: { doc: 'Who may call the service, by digests', default: [], format: apiTokens() },
  api_allowed_hosts: { doc: 'Names the service is called by', default: [], format: hosts() },
  trust_proxy: { doc: 'Whether a proxy says who calls', default: false, format: flag() },
  notify: { doc: 'Who is told of failures', default: [], format: notifyChannels() },
  log_level: { doc: 'Least level that is logged', default: 'info', format: logLevel(LOG_LEVELS) },
  log_file: { doc: 'The log file', default: 'logs/backup.log', format: nullableOrEmpty(path()) },
};

export const SETTING_KEYS = Object.keys(SETTING_DEFINITIONS) as readonly SettingKey[];

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTING_DEFINITIONS, key);
}
