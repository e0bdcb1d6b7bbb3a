import type { DatabaseStatistics, StatisticsReport } from '../../../../application/report-statistics.ts';
import { printable } from './printable.ts';
import { formatMoment, formatSize } from './quantities.ts';
import { renderTable } from './table.ts';

export function statisticsDocument(report: StatisticsReport): object {
  return {
    total_backups: report.totalBackups,
    verified_backups: report.verifiedBackups,
    unmanaged_files: report.unmanagedFiles,
    total_bytes: report.totalBytes,
    quarantined_captures: report.quarantinedCaptures,
    databases: report.databases.map(databaseDocument),
  };
}

function databaseDocument(statistics: DatabaseStatistics): object {
  return {
    database: statistics.database,
    backups: statistics.backups,
    verified: statistics.verified,
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

export function statisticsText(report: StatisticsReport): string {
  const quarantine =
    report.quarantinedCaptures === 0 ? '' : `, ${String(report.quarantinedCaptures)} captures in quarantine`;
  const totals =
    `${String(report.totalBackups)} backups, ${String(report.verifiedBackups)} verified, ` +
    `${String(report.unmanagedFiles)} unmanaged, ${formatSize(report.totalBytes)} in all${quarantine}`;
  if (report.databases.length === 0) return totals;
  const frozen = report.databases.flatMap((statistics) =>
    statistics.frozen === undefined
      ? []
      : [`retention of ${statistics.database} is frozen: ${printable(statistics.frozen)}`],
  );
  return [databaseTable(report.databases), ...frozen, totals].join('\n');
}

function databaseTable(databases: readonly DatabaseStatistics[]): string {
  return renderTable(
    ['DATABASE', 'BACKUPS', 'VERIFIED', 'STORED', 'RATIO', 'OLDEST', 'NEWEST'],
    databases.map((statistics) => [
      statistics.database,
      String(statistics.backups),
      String(statistics.verified),
      formatSize(statistics.storedBytes),
      statistics.compressionRatio === undefined ? '-' : `${statistics.compressionRatio.toFixed(1)}x`,
      formatMoment(statistics.oldestAt),
      formatMoment(statistics.newestAt),
    ]),
  );
}
