import { ProblemNote } from '../../components/problem-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { history } from '../../state/data.ts';
import { useResource } from '../../state/use-resource.ts';

export function HistoryView() {
  const { value, problem } = useResource(history);
  return (
    <div class="view">
      <h1>{t('history.title')}</h1>
      {problem !== undefined && <ProblemNote problem={problem} />}
      {value === undefined ? <Skeleton /> : <pre class="card">{JSON.stringify(value, null, 2)}</pre>}
    </div>
  );
}
