import type { CopiesReport } from '../../../../application/stores/copies-report.ts';
import { formatSize } from './quantities.ts';
import { renderTable } from './table.ts';

export { copiesDocument } from '../../documents/copies.ts';

/** @param nothing the text when there is no backup to copy */
export function copiesText(report: CopiesReport, nothing: string): string {
  const { copied, failed, skipped, sourceFailures, dryRun } = report;
  const verb = dryRun ? 'would copy' : 'copied';
  const rows = [
    ...copied.map(({ filename, store, from, storedBytes }) => [
      ...[verb, filename, store],
      `from ${from}, ${formatSize(storedBytes)}`,
    ]),
    ...failed.map(({ filename = '-', store, error }) => ['failed', filename, store, error.message]),
    ...sourceFailures.map(({ filename = '-', store, error }) => [
      'unreadable',
      filename,
      store,
      error.message,
    ]),
    ...skipped.map(({ filename, store, reason }) => ['skipped', filename, store, reason]),
  ];
  if (rows.length === 0) return nothing;
  const unreadable = sourceFailures.length === 0 ? '' : `, unreadable ${String(sourceFailures.length)}`;
  const totals = `${verb} ${String(copied.length)}, failed ${String(failed.length)}${unreadable}, skipped ${String(skipped.length)}`;
  return `${renderTable(['ACTION', 'NAME', 'STORE', 'REASON'], rows)}\n${totals}`;
}
