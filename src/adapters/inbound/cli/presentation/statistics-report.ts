import type { DatabaseStatistics, StatisticsReport } from '../../../../application/report-statistics.ts';
import { printable } from './printable.ts';
import { formatCount, formatSize, formatTime } from './quantities.ts';
import { renderTable } from './table.ts';

export { statisticsDocument } from '../../documents/statistics.ts';

export function statisticsText(report: StatisticsReport): string {
  const quarantine =
    report.quarantinedCaptures === 0
      ? ''
      : `, ${formatCount(report.quarantinedCaptures, 'capture')} in quarantine`;
  const damaged = report.damagedBackups === 0 ? '' : `${String(report.damagedBackups)} DAMAGED, `;
  const totals =
    `${formatCount(report.totalBackups, 'backup')}, ${String(report.verifiedBackups)} verified, ${damaged}` +
    `${String(report.unmanagedFiles)} unmanaged, ${formatSize(report.totalBytes)} in total${quarantine}`;
  if (report.databases.length === 0) return totals;
  const paused = report.databases.flatMap((statistics) =>
    statistics.frozen === undefined
      ? []
      : [`Retention of ${statistics.database} is paused: ${printable(statistics.frozen)}`],
  );
  return [databaseTable(report.databases), ...paused, totals].join('\n');
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
      formatTime(statistics.oldestAt),
      formatTime(statistics.newestAt),
    ]),
  );
}
