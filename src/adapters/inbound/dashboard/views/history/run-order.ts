import type { HistoryRun } from '../../api/types.ts';

/** Running first, then the newest. @param hasEnded knows about ends before the history does */
export function runOrder(
  newestFirst: readonly HistoryRun[],
  hasEnded: (runId: string) => boolean,
): readonly HistoryRun[] {
  const isRunning = (run: HistoryRun): boolean => run.outcome === 'running' && !hasEnded(run.id);
  const running = newestFirst.filter(isRunning);
  if (running.length === 0) return newestFirst;
  return [...running, ...newestFirst.filter((run) => !isRunning(run))];
}
