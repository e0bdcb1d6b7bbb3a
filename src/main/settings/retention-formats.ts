import { MAX_COUNT, MAX_DAYS } from '../../domain/retention/retention-policy.ts';
import { wholeNumber, type StrictFormat } from './strict-format.ts';

/** The settings that say which backups are kept; a database in `databases` may have its own. */
export const RETENTION_FORMATS = {
  keep_days: wholeNumber(0, MAX_DAYS),
  max_backup_files: wholeNumber(1, MAX_COUNT),
  keep_min: wholeNumber(1, MAX_COUNT),
  keep_hourly: wholeNumber(0, MAX_COUNT),
  keep_daily: wholeNumber(0, MAX_COUNT),
  keep_weekly: wholeNumber(0, MAX_COUNT),
  keep_monthly: wholeNumber(0, MAX_COUNT),
  keep_yearly: wholeNumber(0, MAX_COUNT),
} satisfies Record<string, StrictFormat>;

export type RetentionKey = keyof typeof RETENTION_FORMATS;

/** Numbers by the keys of the settings. */
export type RetentionValues = Readonly<Record<RetentionKey, number>>;

export const RETENTION_KEYS = Object.keys(RETENTION_FORMATS) as readonly RetentionKey[];
