import { z } from 'zod';
import { MAX_COUNT, MAX_DAYS } from '../domain/retention/retention-policy.ts';
import { cronExpression, databaseName, entry, path, wholeNumber } from './value-schemas.ts';

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

const databaseEntry = entry(
  {
    name: databaseName.optional(),
    path,
    schedule: cronExpression.optional(),
    ...z.object(RETENTION_SCHEMAS).partial().shape,
  },
  'must be {"name": …, "path": …}',
);

export const databaseEntries = z.array(databaseEntry, 'must be a list of {"name": …, "path": …}');
