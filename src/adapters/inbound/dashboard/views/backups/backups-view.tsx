import { ProblemNote } from '../../components/problem-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { backups } from '../../state/data.ts';
import { useResource } from '../../state/use-resource.ts';

export function BackupsView() {
  const { value, problem } = useResource(backups);
  return (
    <div class="view">
      <h1>{t('backups.title')}</h1>
      {problem !== undefined && <ProblemNote problem={problem} />}
      {value === undefined ? <Skeleton /> : <pre class="card">{JSON.stringify(value, null, 2)}</pre>}
    </div>
  );
}
