import { ProblemNote } from '../../components/problem-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { databases } from '../../state/data.ts';
import { useResource } from '../../state/use-resource.ts';

export function RetentionView() {
  const { value, problem } = useResource(databases);
  return (
    <div class="view">
      <h1>{t('retention.title')}</h1>
      {problem !== undefined && <ProblemNote problem={problem} />}
      {value === undefined ? <Skeleton /> : <pre class="card">{JSON.stringify(value, null, 2)}</pre>}
    </div>
  );
}
