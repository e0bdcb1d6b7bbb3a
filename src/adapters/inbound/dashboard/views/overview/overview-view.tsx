import type { Databases } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNote, Skeleton } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { databases } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { may } from '../../state/session.ts';
import { BackUpFailures } from '../backups/back-up-now.tsx';
import { backUpNow, isBackingUp } from '../backups/back-ups.ts';
import { CalendarCard } from '../calendar/calendar-card.tsx';
import { ChartsCard } from '../charts/charts-card.tsx';
import { AttentionList } from './attention-list.tsx';
import { allFindings } from './findings.ts';
import { NewestBackups } from './newest-backups.tsx';
import { VerdictList } from './verdict-list.tsx';
import { isUnprotected } from './verdict.ts';

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
      <h1 class="visually-hidden">{t('shell.overview')}</h1>
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
        <h1 class="visually-hidden">{t('shell.overview')}</h1>
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

const EXAMPLE = '{ "databases": [ { "path": "/srv/app/app.db" } ] }';
const BY_HAND = 'backup-manager create /srv/app/app.db';

function NoDatabase() {
  return (
    <section class="card first-steps">
      <EmptyState icon="plus" title={t('overview.noDatabaseTitle')}>
        <div class="stack">
          <p>{t('overview.noDatabaseText')}</p>
          <pre tabIndex={0}>{EXAMPLE}</pre>
          <p>{t('overview.noDatabaseOr')}</p>
          <pre tabIndex={0}>{BY_HAND}</pre>
        </div>
      </EmptyState>
    </section>
  );
}

function FirstBackup() {
  const isBusy = isBackingUp(undefined);
  return (
    <section class="card first-steps">
      <EmptyState
        icon="verify"
        title={t('backups.emptyTitle')}
        action={
          may('createBackup') && (
            <Button kind="primary" isBusy={isBusy} onClick={() => void backUpNow(undefined)}>
              {t(isBusy ? 'common.backingUp' : 'overview.firstAction')}
            </Button>
          )
        }
      >
        <p>{t(may('createBackup') ? 'overview.firstText' : 'overview.firstMayNot')}</p>
      </EmptyState>
    </section>
  );
}
