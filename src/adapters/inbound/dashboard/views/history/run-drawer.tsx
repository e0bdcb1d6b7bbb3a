import type { HistoryRun } from '../../api/types.ts';
import { Drawer } from '../../components/drawer.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Name } from '../../components/name.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFocusBack } from '../../components/use-focus-back.ts';
import { t } from '../../i18n/t.ts';
import { hashOf } from '../../state/route.ts';
import { RunDetails } from './run-details.tsx';
import { operationWord } from './run-style.ts';
import { useRun } from './use-run.ts';

interface RunDrawerProps {
  readonly id: string;
  readonly runs: readonly HistoryRun[];
  readonly query: Readonly<Record<string, string>>;
}

export function RunDrawer({ id, runs, query }: RunDrawerProps) {
  const { value, problem } = useRun(id);
  // The answer that knows the end of the run is newer.
  const listed = runs.find((run) => run.id === id);
  const run = value === undefined || value.outcome === 'running' ? (listed ?? value) : value;
  useFocusBack('history', id);
  const close = (): void => {
    location.replace(hashOf('history', undefined, query));
  };
  const isGone = problem?.status === 404 && run === undefined;
  return (
    <Drawer title={run === undefined ? t('history.runId') : <Title run={run} />} onClose={close}>
      {isGone && (
        <EmptyState icon="unknown" title={t('history.goneTitle')}>
          <p>{t('history.goneText')}</p>
        </EmptyState>
      )}
      {problem !== undefined && !isGone && (
        <ProblemNote problem={problem} title={t('history.detailsFailed')} />
      )}
      {run === undefined && problem === undefined && <Skeleton lines={6} />}
      {run !== undefined && <RunDetails run={run} log={value?.log} />}
    </Drawer>
  );
}

function Title({ run }: { readonly run: HistoryRun }) {
  return (
    <RichText
      text="history.titleOf"
      values={{ what: operationWord(run), name: <Name>{run.database}</Name> }}
    />
  );
}
