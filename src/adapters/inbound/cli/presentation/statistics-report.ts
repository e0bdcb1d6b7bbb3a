import type {
  DatabaseStatistics,
  StatisticsReport,
  StoreStatistics,
} from '../../../../application/report-statistics.ts';
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
  const stores = report.stores.length > 1 ? [storeTable(report.stores)] : [];
  if (report.databases.length === 0) return [totals, ...stores].join('\n');
  const paused = report.databases.flatMap((statistics) =>
    statistics.frozen === undefined
      ? []
      : [`Retention of ${statistics.database} is paused: ${printable(statistics.frozen)}`],
  );
  return [databaseTable(report.databases), ...paused, totals, ...stores].join('\n');
}

function storeTable(stores: readonly StoreStatistics[]): string {
  return renderTable(
    ['STORE', 'BACKUPS', 'VERIFIED', 'DAMAGED', 'STORED'],
    stores.map(({ store, error, backups, verified, damaged, storedBytes }) =>
      error === undefined
        ? [store, String(backups), String(verified), String(damaged), formatSize(storedBytes)]
        : [store, '-', '-', '-', `unreachable: ${error.message}`],
    ),
  );
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
