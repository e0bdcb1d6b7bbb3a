import { z } from 'zod';
import type { DatabaseProtection, DatabasesReport, NextRun } from '../../../application/report-databases.ts';
import { DATABASE_STATUSES } from '../../../domain/health/database-verdict.ts';
import type { RetentionPolicy } from '../../../domain/retention/retention-policy.ts';
import { type JsonObject, bytes, count, currentAsOf, named, timestamp } from './fields.ts';
import {
  findingDocument,
  findingSchema,
  verificationHealthDocument,
  verificationHealthSchema,
} from './health.ts';

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
  current_as_of: currentAsOf,
  age_hours: z.number().nullable().describe('Age of the newest verified backup (RPO), now'),
  max_age_hours: z.number().describe('Maximum age of the newest verified backup'),
  backup_files: count.nullable().describe('null: the backups cannot be listed'),
  total_bytes: bytes.nullable(),
  last_proof: verificationHealthSchema
    .nullable()
    .describe('The newest successful verification of a verified backup'),
  last_drill: verificationHealthSchema.nullable().describe('The newest restore drill, with any result'),
  schedule: z.strictObject({
    create: planned,
    verify: planned,
    drill: planned,
    sync: planned,
    time_zone: z.string(),
  }),
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

export function databasesDocument(report: DatabasesReport): JsonObject {
  const { disk } = report;
  return {
    checked_at: report.checkedAt.toISOString(),
    databases: report.databases.map(protectionDocument),
    general_findings: report.generalFindings.map(findingDocument),
    disk: {
      free_bytes: disk.freeBytes ?? null,
      total_bytes: disk.totalBytes ?? null,
      used_percent: disk.usedPercent ?? null,
      growth_bytes_per_day: disk.trend?.bytesPerDay ?? null,
      full_in_days: disk.trend?.fullInDays ?? null,
      warning_percent: report.diskWarningPercent,
      critical_percent: report.diskCriticalPercent,
    },
  };
}

function protectionDocument(one: DatabaseProtection): JsonObject {
  const { schedule, lastProof, lastDrill } = one;
  return {
    database: one.database,
    path: one.path,
    status: one.status,
    findings: one.findings.map(findingDocument),
    newest_verified_at: one.newestVerifiedAt?.toISOString() ?? null,
    current_as_of: one.unchangedAt?.toISOString() ?? null,
    age_hours: one.ageHours ?? null,
    max_age_hours: one.maxAgeHours,
    backup_files: one.backupFiles ?? null,
    total_bytes: one.totalBytes ?? null,
    last_proof: lastProof === undefined ? null : verificationHealthDocument(lastProof),
    last_drill: lastDrill === undefined ? null : verificationHealthDocument(lastDrill),
    schedule: {
      create: nextRunDocument(schedule.backup),
      verify: nextRunDocument(schedule.verify),
      drill: nextRunDocument(schedule.drill),
      sync: nextRunDocument(schedule.sync),
      time_zone: one.timeZone,
    },
    retention: { ...policyDocument(one.retention), frozen: one.frozen ?? null },
  };
}

function nextRunDocument(next: NextRun | undefined): JsonObject | null {
  if (next === undefined) return null;
  return { cron: next.expression, next_at: next.nextAt?.toISOString() ?? null };
}

function policyDocument(policy: RetentionPolicy): JsonObject {
  return {
    keep_days: policy.keepDays,
    keep_min: policy.keepMin,
    max_backup_files: policy.maxBackupFiles,
    keep_hourly: policy.keepHourly,
    keep_daily: policy.keepDaily,
    keep_weekly: policy.keepWeekly,
    keep_monthly: policy.keepMonthly,
    keep_yearly: policy.keepYearly,
    time_zone: policy.timeZone,
  };
}
