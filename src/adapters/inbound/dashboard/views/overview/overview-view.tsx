import type { Databases } from '../../api/types.ts';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { t } from '../../i18n/t.ts';
import { databases } from '../../state/data.ts';
import { useResource } from '../../state/use-resource.ts';
import { CalendarCard } from '../calendar/calendar-card.tsx';
import { ChartsCard } from '../charts/charts-card.tsx';
import { AttentionList } from './attention-list.tsx';
import { BackUpFailures } from './back-up-now.tsx';
import { FirstBackup, NoDatabase } from './first-steps.tsx';
import { NewestBackups } from './newest-backups.tsx';
import { VerdictList } from './verdict-list.tsx';
import { isUnprotected } from './verdict.ts';
import { allFindings } from './weigh-findings.ts';

export function OverviewView() {
  const { value, problem } = useResource(databases);
  return (
    <div class="view overview">
      {problem !== undefined && <ProblemNote problem={problem} title={t('overview.loadFailed')} />}
      {value === undefined ? problem === undefined && <Loading /> : <Loaded known={value} />}
    </div>
  );
}

function Loading() {
  return (
    <>
      <h1 class="visually-hidden">{t('overview.title')}</h1>
      <Skeleton lines={6} />
    </>
  );
}

function Loaded({ known }: { readonly known: Databases }) {
  const isNone = known.databases.length === 0;
  const isFirst = known.databases.every(isUnprotected);
  const names = new Set<string | undefined>(known.databases.map(({ database }) => database));
  return (
    <>
      {isNone ? (
        <h1 class="visually-hidden">{t('overview.title')}</h1>
      ) : (
        <VerdictList states={known.databases} isFirst={isFirst} />
      )}
      <BackUpFailures of={(database) => !names.has(database)} />
      <AttentionList findings={allFindings(known, isFirst)} known={known} />
      {isNone && <NoDatabase />}
      {!isNone && isFirst && <FirstBackup />}
      {!isFirst && (
        <>
          <CalendarCard />
          <ChartsCard disk={known.disk} />
          <NewestBackups />
        </>
      )}
    </>
  );
}
