import type { HealthReport } from '../../../../application/report-health.ts';
import type { HealthCheck } from '../../../../domain/health/health.ts';
import { MARK_OF } from './marks.ts';
import { printable } from './printable.ts';
import { formatSize } from './quantities.ts';

export function healthDocument(report: HealthReport): object {
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

function common({ status, findings }: HealthCheck): object {
  return { status, findings: findings.map(({ status, message, hint }) => ({ status, message, hint })) };
}

function databaseDocument({ database }: HealthReport): object {
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

function backupDirectoryDocument({ backupDirectory }: HealthReport): object {
  return {
    ...common(backupDirectory),
    path: backupDirectory.path,
    writable: backupDirectory.writable,
    backup_files: backupDirectory.backupFiles,
    total_bytes: backupDirectory.totalBytes,
    quarantined: backupDirectory.quarantined,
  };
}

function recentBackupDocument({ recentBackup }: HealthReport): object {
  return {
    ...common(recentBackup),
    databases: recentBackup.databases.map((entry) => ({
      database: entry.database,
      backup_files: entry.backupFiles,
      newest: entry.newest ?? null,
      newest_at: entry.newestAt?.toISOString() ?? null,
      newest_verified: entry.newestVerified ?? null,
      newest_verified_at: entry.newestVerifiedAt?.toISOString() ?? null,
      age_hours: entry.ageHours ?? null,
    })),
  };
}

function systemResourcesDocument({ systemResources }: HealthReport): object {
  return {
    ...common(systemResources),
    free_bytes: systemResources.freeBytes ?? null,
    total_bytes: systemResources.totalBytes ?? null,
    used_percent: systemResources.usedPercent ?? null,
  };
}

export function healthText(report: HealthReport): string {
  const { database, backupDirectory, recentBackup, systemResources } = report;
  return [
    `Overall: ${report.overallStatus}`,
    ...group('database', database, countOf(database.databases.length, 'database')),
    ...group(
      'backup directory',
      backupDirectory,
      `${printable(backupDirectory.path)}, ${countOf(backupDirectory.backupFiles, 'backup')}, ${formatSize(backupDirectory.totalBytes)}${quarantineOf(backupDirectory)}`,
    ),
    ...group('recent backup', recentBackup, recentBackup.databases.map(newestOf).join('; ')),
    ...group('system resources', systemResources, roomOf(systemResources)),
  ].join('\n');
}

function group(title: string, check: HealthCheck, facts: string): readonly string[] {
  return [
    `${MARK_OF[check.status]} ${title}${facts === '' ? '' : `: ${facts}`}`,
    ...check.findings.flatMap(({ message, hint }) => [
      `         ${printable(message)}`,
      ...(hint === '' ? [] : [`         hint: ${printable(hint)}`]),
    ]),
  ];
}

function countOf(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function quarantineOf({ quarantined }: HealthReport['backupDirectory']): string {
  return quarantined === 0 ? '' : `, ${countOf(quarantined, 'capture')} in quarantine`;
}

function newestOf(entry: HealthReport['recentBackup']['databases'][number]): string {
  const age = entry.ageHours === undefined ? 'none verified' : `verified ${entry.ageHours.toFixed(1)} h ago`;
  return `${printable(entry.database)} ${age}`;
}

function roomOf({ freeBytes, usedPercent }: HealthReport['systemResources']): string {
  if (freeBytes === undefined || usedPercent === undefined) return '';
  return `${formatSize(freeBytes)} free, ${usedPercent.toFixed(0)}% used`;
}
