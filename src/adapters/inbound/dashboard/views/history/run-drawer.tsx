import { useEffect, useMemo } from 'preact/hooks';
import type { HistoryRun, RunWithLog } from '../../api/types.ts';
import { ItemDrawer } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNote, Skeleton } from '../../components/problem-note.tsx';
import { Name, RichText } from '../../components/text.tsx';
import { t } from '../../i18n/t.ts';
import { history } from '../../state/data.ts';
import { Resource, useResource, type ResourceReading } from '../../state/resource.ts';
import type { Query } from '../../state/route.ts';
import { api } from '../../state/session.ts';
import { RunDetails } from './run-details.tsx';
import { operationWord } from './run-summary.ts';

interface RunDrawerProps {
  readonly id: string;
  readonly runs: readonly HistoryRun[];
  readonly query: Query;
}

export function RunDrawer({ id, runs, query }: RunDrawerProps) {
  const { value, problem } = useRun(id);
  // The answer that knows the end of the run is newer.
  const listed = runs.find((run) => run.id === id);
  const run = value === undefined || value.outcome === 'running' ? (listed ?? value) : value;
  const isMissing = problem?.status === 404 && run === undefined;
  return (
    <ItemDrawer
      view="history"
      item={id}
      query={query}
      title={run === undefined ? t('history.runId') : <Title run={run} />}
    >
      {isMissing && (
        <EmptyState icon="unknown" title={t('history.goneTitle')}>
          <p>{t('history.goneText')}</p>
        </EmptyState>
      )}
      {problem !== undefined && !isMissing && (
        <ProblemNote problem={problem} title={t('history.detailsFailed')} />
      )}
      {run === undefined && problem === undefined && <Skeleton lines={6} />}
      {run !== undefined && <RunDetails run={run} log={value?.log} />}
    </ItemDrawer>
  );
}

function Title({ run }: { readonly run: HistoryRun }) {
  return (
    <RichText text="common.titled" values={{ what: operationWord(run), name: <Name>{run.database}</Name> }} />
  );
}

/** The log grows without events. */
const WHILE_RUNNING_MS = 2000;

function useRun(id: string): ResourceReading<RunWithLog> {
  const resource = useMemo(() => new Resource<RunWithLog>((signal) => api.run(id, signal)), [id]);
  const reading = useResource(resource);
  const listed = history.value.value;
  const isOver = reading.value !== undefined && reading.value.outcome !== 'running';
  useEffect(() => {
    if (!isOver && resource.value.value !== undefined) resource.invalidate();
  }, [listed, resource, isOver]);
  const isRunning = reading.value?.outcome === 'running';
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => resource.invalidate(), WHILE_RUNNING_MS);
    return () => clearInterval(timer);
  }, [isRunning, resource]);
  return reading;
}
