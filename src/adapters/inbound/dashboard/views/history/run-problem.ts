import type { HistoryRun } from '../../api/types.ts';

/** How severe the result of a successful run is: a verification may find damage. */
export function runProblem({
  outcome,
  facts,
  warnings,
}: Pick<HistoryRun, 'outcome' | 'facts' | 'warnings'>): 'critical' | 'attention' | undefined {
  if (outcome !== 'succeeded') return undefined;
  const { result, verified, failed } = facts;
  if (result === 'failed') return 'critical';
  const isDoubtful =
    result === 'inconclusive' || verified === false || (typeof failed === 'number' && failed > 0);
  return isDoubtful || warnings.length > 0 ? 'attention' : undefined;
}
