import { hostname } from 'node:os';
import { join } from 'node:path';
import type { AccessToken } from '../domain/access/access-token.ts';
import type { Compression } from '../domain/backup/compression.ts';
import type { IncrementalPolicy } from '../domain/backup/incremental-policy.ts';
import type { SourceCheckLevel } from '../domain/backup/manifest.ts';
import type { EncryptionTarget, KeyFiles } from '../domain/encryption/encryption.ts';
import type { LogLevel } from '../domain/history/log-line.ts';
import type { RetentionPolicy } from '../domain/retention/retention-policy.ts';
import type { DrillAssertion } from '../domain/verification/drill-assertion.ts';
import {
  parseSelection,
  type VerificationSelection,
} from '../domain/verification/select-for-verification.ts';
import type { ArtifactLevel, VerificationLevel } from '../domain/verification/verification.ts';
import { checkConsistency } from './check-consistency.ts';
import { compressionPolicy } from './compression-policy.ts';
import { readConfigFile } from './config-file.ts';
import { configuredDatabases, type ConfiguredDatabase } from './configured-databases.ts';
import { encryptionTarget, keyFiles } from './encryption-settings.ts';
import { readEnvironment } from './environment.ts';
import type { MergedSettings } from './layer.ts';
import { mergeSettings } from './merge-settings.ts';
import { notifyChannels, type NotifyChannel } from './notify-channels.ts';
import { absolute, provenanceOf, type SettingProvenance } from './provenance.ts';
import { incrementalPolicy } from './incremental-policies.ts';
import { readOverrides, type SettingOverride } from './overrides.ts';
import { retentionPolicy } from './retention-policies.ts';
import { storeSettings, type StoreSettings } from './stores.ts';
import type { DrillAssertionEntry } from './verification-entries.ts';
import { toAccessToken } from './api-token-entry.ts';
import { SETTING_KEYS, type EngineChoice } from './setting-definitions.ts';
import { MIB } from '../domain/units.ts';

/** The settings in force. All paths are absolute. */
export interface Settings extends RetentionPolicy, IncrementalPolicy {
  /** `database_path` first. */
  readonly databases: readonly ConfiguredDatabase[];
  /** Searched for more databases; `undefined`: no discovery. */
  readonly databasesDirectory: string | undefined;
  readonly databasesGlob: string;
  readonly backupDir: string;
  /** False: `backupDir` is the state directory, and the first one of `stores` is the primary store. */
  readonly hasLocalStore: boolean;
  /** Refuse a backup directory without a marker. */
  readonly backupDirMustExist: boolean;
  /** The product's own files: locks, run history, staging, quarantine, tokens. */
  readonly stateDir: string;
  /** Besides the store of `backupDir`. */
  readonly stores: readonly StoreSettings[];
  /** Bytes per second to a remote store; 0: no limit. */
  readonly uploadLimitBytesPerSecond: number;
  /** Copies that the newest backup must have. */
  readonly requireCopies: number;
  /** The newest backup must have a copy in a remote store. */
  readonly requireOffsite: boolean;
  /** The maximum age of the anchor's verification: with an older one retention removes nothing. */
  readonly anchorMaxAgeMs: number;
  readonly cleanupAfterCreate: boolean;
  readonly compression: Compression;
  /** `undefined`: the compression's default. */
  readonly compressionLevel: number | undefined;
  /** For whom backups are encrypted; `undefined`: they are not. */
  readonly encryption: EncryptionTarget | undefined;
  /** What opens encrypted backups. */
  readonly keyFiles: KeyFiles;
  readonly chunkSizeBytes: number;
  /** MiB of the stored file. */
  readonly maxBackupSizeMb: number;
  readonly engine: EngineChoice;
  readonly sourceCheck: SourceCheckLevel;
  readonly verifyAfterCreate: 'none' | ArtifactLevel;
  readonly drillAssertions: readonly DrillAssertion[];
  readonly verifySchedule: {
    readonly level: VerificationLevel;
    readonly selection: VerificationSelection;
    /** When the service verifies; default: never. */
    readonly cron?: string;
  };
  readonly timeoutMs: number;
  readonly busyTimeoutMs: number;
  readonly minFreeBytes: number;
  readonly maxWalGrowthBytes: number;
  readonly lowPriority: boolean;
  readonly diskWarningPercent: number;
  readonly diskCriticalPercent: number;
  readonly maxAgeHours: number;
  /** The maximum number of runs in the history. */
  readonly journalMaxEntries: number;
  /** 0: shrinking is never an anomaly. */
  readonly anomalyShrinkPercent: number;
  /** The host name in manifests. */
  readonly hostName: string;
  readonly notify: readonly NotifyChannel[];
  readonly logLevel: LogLevel;
  /** `undefined`: no log file. */
  readonly logFile: string | undefined;
  readonly healthCheckIntervalMs: number;
  readonly backupScheduleHour: number;
  /** Cron expression of the backups; `undefined`: daily at that hour. */
  readonly backupSchedule: string | undefined;
  /** Cron expression of the restore drills; `undefined`: none. */
  readonly drillSchedule: string | undefined;
  /** Cron expression to sync the stores; `undefined`: never, or there is only one store. */
  readonly syncSchedule: string | undefined;
  readonly apiHost: string;
  /** 0: any free port. */
  readonly apiPort: number;
  readonly apiTokens: readonly AccessToken[];
  /** Lower case, without ports. */
  readonly apiAllowedHosts: readonly string[];
  readonly trustProxy: boolean;
  /** Every setting, in the order of the documentation. */
  readonly provenance: readonly SettingProvenance[];
}

export interface SettingsInput {
  /** Path of the configuration file; default `config/backup_config.json` if it exists. */
  readonly configFile?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Settings that override file and environment, by key. */
  readonly overrides?: Readonly<Record<string, SettingOverride>>;
}

const MS_PER_SECOND = 1000;
const MS_PER_HOUR = 3600 * MS_PER_SECOND;

/**
 * The settings in force: defaults, then the configuration file, the environment, the overrides.
 *
 * @throws ConfigurationException with key, value and source: an unknown key, a wrong type, a value out of range,
 *   two settings that contradict each other, a file that is missing, unreadable or no JSON
 */
export function loadSettings({ configFile, env, cwd, overrides = {} }: SettingsInput): Settings {
  const file = readConfigFile(configFile, cwd);
  const layers = [
    ...(file === undefined ? [] : [file.layer]),
    readEnvironment(env, cwd),
    readOverrides(overrides, cwd),
  ];
  const merged = mergeSettings(layers, file?.baseDirectory ?? cwd);
  checkConsistency(merged);
  return toSettings(merged, env);
}

function toSettings(merged: MergedSettings, env: NodeJS.ProcessEnv): Settings {
  const { values } = merged;
  const policy = compressionPolicy(merged);
  const databases = configuredDatabases(merged);
  const schedule = values.verify_schedule;
  return {
    databases,
    databasesDirectory:
      values.databases_directory === null
        ? undefined
        : absolute(merged, 'databases_directory', values.databases_directory),
    databasesGlob: values.databases_glob,
    ...directoriesOf(merged),
    backupDirMustExist: values.backup_dir_must_exist,
    ...incrementalPolicy(merged),
    ...retentionPolicy(merged),
    stores: storeSettings(merged, env),
    uploadLimitBytesPerSecond: values.upload_limit_mb_s * MIB,
    requireCopies: values.require_copies,
    requireOffsite: values.require_offsite,
    anchorMaxAgeMs: values.anchor_max_age_hours * MS_PER_HOUR,
    cleanupAfterCreate: values.cleanup_after_create,
    compression: policy.compression,
    compressionLevel: policy.level,
    encryption: encryptionTarget(merged),
    keyFiles: keyFiles(merged),
    chunkSizeBytes: values.chunk_size,
    maxBackupSizeMb: values.max_backup_size_mb,
    engine: values.engine,
    sourceCheck: values.source_check,
    verifyAfterCreate: values.verify_after_create,
    drillAssertions: values.drill_assertions.map(toAssertion),
    verifySchedule: {
      level: schedule.level,
      selection: selectionOf(schedule.select),
      ...(schedule.cron !== undefined && { cron: schedule.cron }),
    },
    timeoutMs: values.timeout_seconds * MS_PER_SECOND,
    busyTimeoutMs: values.busy_timeout_ms,
    minFreeBytes: values.min_free_mb * MIB,
    maxWalGrowthBytes: values.max_wal_growth_mb * MIB,
    lowPriority: values.low_priority,
    diskWarningPercent: values.disk_warning_percent,
    diskCriticalPercent: values.disk_critical_percent,
    maxAgeHours: values.max_age_hours,
    journalMaxEntries: values.journal_max_entries,
    anomalyShrinkPercent: values.anomaly_shrink_percent,
    hostName: values.host_name ?? hostname(),
    notify: notifyChannels(merged, env),
    logLevel: values.log_level,
    logFile: values.log_file === null ? undefined : absolute(merged, 'log_file', values.log_file),
    healthCheckIntervalMs: values.health_check_interval * MS_PER_SECOND,
    backupScheduleHour: values.backup_schedule_hour,
    backupSchedule: values.schedule ?? undefined,
    drillSchedule: values.drill_schedule ?? undefined,
    syncSchedule: values.stores.length === 0 ? undefined : (values.sync_schedule ?? undefined),
    apiHost: values.api_host,
    apiPort: values.api_port,
    apiTokens: values.api_tokens.map(toAccessToken),
    apiAllowedHosts: values.api_allowed_hosts,
    trustProxy: values.trust_proxy,
    provenance: SETTING_KEYS.map((key) => provenanceOf(key, merged, policy)),
  };
}

function toAssertion({
  name,
  sql,
  equals,
  at_least: atLeast = 0,
  database,
}: DrillAssertionEntry): DrillAssertion {
  return { name, sql, expected: equals === undefined ? { atLeast } : { equals }, database };
}

/** Without a backup directory the state directory holds what must be local. */
function directoriesOf(merged: MergedSettings): Pick<Settings, 'backupDir' | 'hasLocalStore' | 'stateDir'> {
  const { backup_dir: backup, state_dir: state } = merged.values;
  const given = state === null ? undefined : absolute(merged, 'state_dir', state);
  const backupDir = backup === null ? undefined : absolute(merged, 'backup_dir', backup);
  const stateDir = given ?? join(backupDir ?? '.', '.state');
  return { backupDir: backupDir ?? stateDir, hasLocalStore: backupDir !== undefined, stateDir };
}

function selectionOf(text: string): VerificationSelection {
  const selection = parseSelection(text);
  if (selection === undefined) throw new TypeError(`the format accepted the invalid selection ${text}`);
  return selection;
}
