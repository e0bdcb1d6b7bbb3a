import { z } from 'zod';
import { MAX_COUNT, MAX_DAYS } from '../domain/retention/retention-policy.ts';
import { cronExpression, databaseName, entry, flag, path, wholeNumber } from './value-schemas.ts';

/** Settings of retention, for all databases or for an entry of `databases`. */
export const RETENTION_SCHEMAS = {
  keep_days: wholeNumber(0, MAX_DAYS),
  max_backup_files: wholeNumber(1, MAX_COUNT),
  keep_min: wholeNumber(1, MAX_COUNT),
  keep_hourly: wholeNumber(0, MAX_COUNT),
  keep_daily: wholeNumber(0, MAX_COUNT),
  keep_weekly: wholeNumber(0, MAX_COUNT),
  keep_monthly: wholeNumber(0, MAX_COUNT),
  keep_yearly: wholeNumber(0, MAX_COUNT),
};

export type RetentionKey = keyof typeof RETENTION_SCHEMAS;
export type RetentionValues = Readonly<Record<RetentionKey, number>>;

export const RETENTION_KEYS = Object.keys(RETENTION_SCHEMAS) as readonly RetentionKey[];

/** Settings of incremental backups, for all databases or for an entry of `databases`. */
export const INCREMENTAL_SCHEMAS = {
  full_interval_hours: wholeNumber(0, MAX_DAYS * 24),
  diff_interval_hours: wholeNumber(0, MAX_DAYS * 24),
  skip_unchanged: flag,
};

export type IncrementalKey = keyof typeof INCREMENTAL_SCHEMAS;
export type IncrementalValues = {
  readonly [K in IncrementalKey]: z.output<(typeof INCREMENTAL_SCHEMAS)[K]>;
};

export const INCREMENTAL_KEYS = Object.keys(INCREMENTAL_SCHEMAS) as readonly IncrementalKey[];

const databaseEntry = entry(
  {
    name: databaseName.optional(),
    path,
    schedule: cronExpression.optional(),
    ...z.object(RETENTION_SCHEMAS).partial().shape,
    ...z.object(INCREMENTAL_SCHEMAS).partial().shape,
  },
  'must be {"name": …, "path": …}',
);

export const databaseEntries = z.array(databaseEntry, 'must be a list of {"name": …, "path": …}');
