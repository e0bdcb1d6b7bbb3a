import type { HealthCheck, HealthFinding } from '../../domain/health/health.ts';
import type { HealthReport, VerificationHealth } from '../health/health-report.ts';
import type { JsonObject } from './json-object.ts';

export function healthDocument(report: HealthReport): JsonObject {
  return {
    overall_status: report.overallStatus,
    checked_at: report.checkedAt.toISOString(),
    checks: {
      database: databaseDocument(report),
      backup_directory: backupDirectoryDocument(report),
      recent_backup: recentBackupDocument(report),
      system_resources: systemResourcesDocument(report),
    },
  };
}

function common({ status, findings }: HealthCheck): JsonObject {
  return { status, findings: findings.map(findingDocument) };
}

export function findingDocument({ status, kind, database, message, hint }: HealthFinding): JsonObject {
  return { status, kind, database: database ?? null, message, hint };
}

function databaseDocument({ database }: HealthReport): JsonObject {
  return {
    ...common(database),
    databases: database.databases.map((entry) => ({
      database: entry.database,
      path: entry.path,
      exists: entry.exists,
      readable: entry.readable,
      size: entry.sizeBytes,
      integrity: entry.integrity ?? null,
      frozen: entry.frozen ?? null,
      quarantined: entry.quarantined,
    })),
  };
}

function backupDirectoryDocument({ backupDirectory }: HealthReport): JsonObject {
  return {
    ...common(backupDirectory),
    path: backupDirectory.path,
    writable: backupDirectory.writable,
    backup_files: backupDirectory.backupFiles,
    total_bytes: backupDirectory.totalBytes,
    quarantined: backupDirectory.quarantined,
    failing_channels: [...backupDirectory.failingChannels],
  };
}

function recentBackupDocument({ recentBackup }: HealthReport): JsonObject {
  return {
    ...common(recentBackup),
    max_age_hours: recentBackup.maxAgeHours,
    databases: recentBackup.databases.map((entry) => ({
      database: entry.database,
      backup_files: entry.backupFiles,
      newest: entry.newest ?? null,
      newest_at: entry.newestAt?.toISOString() ?? null,
      newest_verified: entry.newestVerified ?? null,
      newest_verified_at: entry.newestVerifiedAt?.toISOString() ?? null,
      age_hours: entry.ageHours ?? null,
      overdue_since: entry.overdueSince?.toISOString() ?? null,
      last_proof: entry.lastProof === undefined ? null : verificationHealthDocument(entry.lastProof),
      last_drill: entry.lastDrill === undefined ? null : verificationHealthDocument(entry.lastDrill),
    })),
  };
}

export function verificationHealthDocument({
  filename,
  at,
  level,
  result,
  ageHours,
  restoreMs,
}: VerificationHealth): JsonObject {
  return {
    filename,
    at: at.toISOString(),
    level,
    result,
    age_hours: ageHours,
    restore_ms: restoreMs ?? null,
  };
}

function systemResourcesDocument({ systemResources }: HealthReport): JsonObject {
  return {
    ...common(systemResources),
    free_bytes: systemResources.freeBytes ?? null,
    total_bytes: systemResources.totalBytes ?? null,
    used_percent: systemResources.usedPercent ?? null,
    growth_bytes_per_day: systemResources.trend?.bytesPerDay ?? null,
    full_in_days: systemResources.trend?.fullInDays ?? null,
  };
}
