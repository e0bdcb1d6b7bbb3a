import type { DatabaseStatistics, StatisticsReport } from '../report-statistics.ts';
import type { JsonObject } from './json-object.ts';

export function statisticsDocument(report: StatisticsReport): JsonObject {
  return {
    total_backups: report.totalBackups,
    verified_backups: report.verifiedBackups,
    damaged_backups: report.damagedBackups,
    unmanaged_files: report.unmanagedFiles,
    total_bytes: report.totalBytes,
    quarantined_captures: report.quarantinedCaptures,
    databases: report.databases.map(databaseDocument),
  };
}

function databaseDocument(statistics: DatabaseStatistics): JsonObject {
  return {
    database: statistics.database,
    backups: statistics.backups,
    verified: statistics.verified,
    damaged: statistics.damaged,
    stored_bytes: statistics.storedBytes,
    oldest_at: statistics.oldestAt.toISOString(),
    newest_at: statistics.newestAt.toISOString(),
    compression_ratio: statistics.compressionRatio ?? null,
    quarantined: statistics.quarantined,
    frozen: statistics.frozen ?? null,
    series: statistics.series.map((point) => ({
      filename: point.filename,
      created_at: point.createdAt.toISOString(),
      stored_bytes: point.storedBytes,
      database_bytes: point.databaseBytes,
      duration_ms: point.durationMs,
      verified: point.verified,
    })),
  };
}
