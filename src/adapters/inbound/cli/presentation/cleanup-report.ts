import type { CleanupStoresResult } from '../../../../application/cleanup-stores.ts';
import { noBackupsText, type ListScope } from './list-report.ts';
import { printable } from './printable.ts';
import { formatSize } from './quantities.ts';
import { renderTable } from './table.ts';

export { cleanupDocument } from '../../documents/cleanup.ts';

/** Without any backup, names the scope: a misspelt name must not look like "nothing to remove". */
export function cleanupText(cleaned: CleanupStoresResult, scope: ListScope): string {
  const { removed, kept, failed, checked, freedBytes, storeFailures, dryRun } = cleaned;
  const verb = dryRun ? 'would remove' : 'removed';
  const failures = failed.length === 0 ? '' : `, failed ${String(failed.length)}`;
  const freed = `; ${dryRun ? 'would free' : 'freed'} ${formatSize(freedBytes)}`;
  const names = [...removed, ...failed, ...kept, ...storeFailures].map(({ store }) => store);
  // One store needs no column.
  const hasStores = new Set(names).size > 1;
  const row = (action: string, filename: string, store: string, reason: string): readonly string[] => [
    ...[action, filename],
    ...(hasStores ? [store] : []),
    reason,
  ];
  const totals = `${verb} ${String(removed.length)}, kept ${String(kept.length)}${failures}${removed.length === 0 ? '' : freed}`;
  const checks = checked.map(({ filename, store, result, detail }) =>
    row(result === 'pending' ? 'would verify' : `verified: ${result}`, filename, store, detail).map(
      printable,
    ),
  );
  const rows = [
    ...checks,
    ...removed.map(({ filename, store, reason }) => row(verb, filename, store, reason)),
    ...failed.map(({ filename, store, error }) => row('failed', filename, store, error)),
    ...storeFailures.map(({ store, error }) => row('failed', '-', store, error.message)),
    ...kept.map(({ filename, store, reason }) => row('kept', filename, store, reason)),
  ];
  return rows.length === 0
    ? noBackupsText(scope)
    : `${renderTable(['ACTION', 'NAME', ...(hasStores ? ['STORE'] : []), 'REASON'], rows)}\n${totals}`;
}
