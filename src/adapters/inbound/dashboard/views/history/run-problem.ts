import type { HistoryRun } from '../../api/types.ts';

/** How much what a run found asks for somebody, though it came to its end as it should: a check that finds damage does. */
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
