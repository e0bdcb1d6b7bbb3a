import type { HistoryRun } from '../../api/types.ts';

/** What runs now first, then the newest. @param hasEnded whose end is known before the record tells of it */
export function runOrder(
  newestFirst: readonly HistoryRun[],
  hasEnded: (runId: string) => boolean,
): readonly HistoryRun[] {
  const isRunning = (run: HistoryRun): boolean => run.outcome === 'running' && !hasEnded(run.id);
  const running = newestFirst.filter(isRunning);
  if (running.length === 0) return newestFirst;
  return [...running, ...newestFirst.filter((run) => !isRunning(run))];
}
