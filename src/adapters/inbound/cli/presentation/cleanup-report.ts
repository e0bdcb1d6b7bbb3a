import type { CleanupBackupsResult } from '../../../../application/cleanup-backups.ts';
import { noBackupsText, type ListScope } from './list-report.ts';
import { printable } from './printable.ts';
import { renderTable } from './table.ts';

export { cleanupDocument } from '../../documents/cleanup.ts';

/** Without any backup, names the scope: a misspelt name must not look like "nothing to remove". */
export function cleanupText(cleaned: CleanupBackupsResult, scope: ListScope): string {
  const { removed, kept, failed, checked, dryRun } = cleaned;
  const verb = dryRun ? 'would remove' : 'removed';
  const failures = failed.length === 0 ? '' : `, failed ${String(failed.length)}`;
  const totals = `${verb} ${String(removed.length)}, kept ${String(kept.length)}${failures}`;
  const checks = checked.map(({ filename, result, detail }) =>
    [result === 'pending' ? 'would verify' : `verified: ${result}`, filename, detail].map(printable),
  );
  const rows = [
    ...checks,
    ...removed.map(({ filename, reason }) => [verb, filename, reason]),
    ...failed.map(({ filename, error }) => ['failed', filename, error]),
    ...kept.map(({ filename, reason }) => ['kept', filename, reason]),
  ];
  return rows.length === 0
    ? noBackupsText(scope)
    : `${renderTable(['ACTION', 'NAME', 'REASON'], rows)}\n${totals}`;
}
