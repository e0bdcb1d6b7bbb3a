import { z } from 'zod';
import { DATABASE_STATUSES } from '../../../../domain/health/database-verdict.ts';
import { bytes, count, timestamp } from './fields.ts';
import { findingSchema } from './finding.schema.ts';
import { verificationHealthSchema } from './health.schema.ts';
import { named } from './named-schema.ts';

const planned = z
  .strictObject({
    cron: z.string(),
    next_at: timestamp.nullable().describe('null: never'),
  })
  .nullable()
  .describe('null: not on a schedule');

const retention = z.strictObject({
  keep_days: count,
  keep_min: count,
  max_backup_files: count,
  keep_hourly: count,
  keep_daily: count,
  keep_weekly: count,
  keep_monthly: count,
  keep_yearly: count,
  time_zone: z.string(),
  frozen: z.string().nullable().describe('Why retention is paused'),
});

const database = z.strictObject({
  database: z.string(),
  path: z.string(),
  status: z
    .enum(DATABASE_STATUSES)
    .describe(
      '`overdue`: its newest verified backup is too old; `frozen`: retention is paused because of an anomaly; ' +
        '`critical` outranks both',
    ),
  findings: z.array(findingSchema).describe('Findings about this database, critical ones first'),
  newest_verified_at: timestamp.nullable(),
  age_hours: z.number().nullable().describe('Age of the newest verified backup (RPO), now'),
  max_age_hours: z.number().describe('Maximum age of the newest verified backup'),
  backup_files: count.nullable().describe('null: the backups cannot be listed'),
  total_bytes: bytes.nullable(),
  last_proof: verificationHealthSchema
    .nullable()
    .describe('The newest successful verification of a verified backup'),
  last_drill: verificationHealthSchema.nullable().describe('The newest restore drill, with any result'),
  schedule: z.strictObject({ create: planned, verify: planned, drill: planned, time_zone: z.string() }),
  retention,
});

export const databasesSchema = named(
  'Databases',
  z.strictObject({
    checked_at: timestamp.describe('Time of the check; the request reads no disk'),
    databases: z.array(database).describe('Worst first'),
    general_findings: z
      .array(findingSchema)
      .describe('Findings about no listed database: disk, directory, channels, missing databases'),
    disk: z.strictObject({
      free_bytes: bytes.nullable(),
      total_bytes: bytes.nullable(),
      used_percent: z.number().nullable(),
      growth_bytes_per_day: z.number().nullable(),
      full_in_days: z.number().nullable(),
      warning_percent: z.number(),
      critical_percent: z.number(),
    }),
  }),
);
