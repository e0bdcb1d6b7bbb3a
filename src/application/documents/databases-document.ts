import type { RetentionPolicy } from '../../domain/retention/retention-policy.ts';
import type { DatabaseProtection, DatabasesReport, NextRun } from '../report-databases.ts';
import { findingDocument, verificationHealthDocument } from './health-document.ts';
import type { JsonObject } from './json-object.ts';

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
