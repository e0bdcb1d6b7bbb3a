import { useState } from 'preact/hooks';
import type { Copies, Store, TestedStore } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Fact } from '../../components/fact.tsx';
import { TrackedStatus } from '../../components/job-progress.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { Name, RichText, Time } from '../../components/text.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { knownText, t } from '../../i18n/t.ts';
import { invalidate, stores } from '../../state/data.ts';
import { useResource } from '../../state/resource.ts';
import { hashOf } from '../../state/route.ts';
import { runningJobs } from '../../state/running.ts';
import { api, may } from '../../state/session.ts';
import { isPending, trackJob } from '../../state/tracked-jobs.ts';
import { useAction } from '../../state/use-action.ts';
import { CopiesOutcome } from './copies-outcome.tsx';
import { useShownStores } from './shown-stores.ts';
import { StoreTestOutcome } from './store-test.tsx';

const TITLE_ID = 'stores-title';

/** One card per store; nothing for a single store. */
export function StoresCard() {
  const shown = useShownStores();
  const { problem } = useResource(stores);
  if (shown.length === 0) return null;
  return (
    <section class="stores" aria-labelledby={TITLE_ID}>
      <h2 id={TITLE_ID} tabIndex={-1}>
        {t('stores.title')}
      </h2>
      <ProblemNote problem={problem} title={t('stores.unreadable')} />
      <ul class="store-list">
        {shown.map((store) => (
          <StoreCard key={store.name} store={store} />
        ))}
      </ul>
    </section>
  );
}

/** Moves the focus to the stores. */
export function showStores(): void {
  const title = document.getElementById(TITLE_ID);
  title?.focus({ preventScroll: true });
  title?.scrollIntoView({ block: 'start' });
}

const REACHABLE = { tone: 'safe', icon: 'safe' } as const;
const UNREACHABLE = { tone: 'critical', icon: 'critical' } as const;

function StoreCard({ store }: { readonly store: Store }) {
  const { name, type, remote, primary, reachable } = store;
  const kinds = [
    knownText(`stores.type_${type}`) ?? type,
    ...(primary ? [t('stores.primary')] : []),
    ...(remote ? [t('stores.remote')] : []),
  ];
  return (
    <li class="card store stack">
      <div class="stack-tight">
        <div class="store-head">
          <h3>
            <Name>{name}</Name>
          </h3>
          <StatusBadge style={reachable ? REACHABLE : UNREACHABLE}>
            {t(reachable ? 'stores.reachable' : 'stores.unreachable')}
          </StatusBadge>
        </div>
        <p class="quiet small">{kinds.join(' · ')}</p>
      </div>
      <StoreFacts store={store} />
      <StoreActions name={name} />
    </li>
  );
}

function StoreFacts({ store }: { readonly store: Store }) {
  const {
    location,
    backups,
    bytes,
    newest_verified: newest,
    newest_verified_at: at,
    current_as_of: checked,
  } = store;
  const { last_error: error, reachable } = store;
  return (
    <dl class="facts">
      <Fact name={t('stores.location')}>
        <Name>{location}</Name>
      </Fact>
      <Fact name={t('stores.content')}>
        {backups !== null &&
          bytes !== null &&
          t('stores.holds', { count: backups, size: formatBytes(bytes) })}
      </Fact>
      <Fact name={t('stores.newest')}>
        {newest !== null && at !== null ? (
          <>
            <a href={hashOf('backups', newest)}>
              <Time at={at} />
            </a>
            {checked !== null && (
              <span class="detail">
                <RichText text="stores.unchanged" values={{ checked: <Time at={checked} /> }} />
              </span>
            )}
          </>
        ) : (
          reachable && t('stores.newestNone')
        )}
      </Fact>
      {error !== null && (
        <Fact name={t('stores.lastError')}>
          <Name lang="en">{error.message}</Name>
          <span class="detail">
            <Time at={error.at} />
          </span>
        </Fact>
      )}
    </dl>
  );
}

function StoreActions({ name }: { readonly name: string }) {
  const [tested, setTested] = useState<TestedStore | undefined>(undefined);
  const testing = useAction();
  const subject = `sync ${name}`;
  const isSyncing = isPending(subject) || runningJobs.value.some(({ operation }) => operation === 'sync');
  const testText = t(testing.isBusy ? 'stores.testing' : 'stores.test');
  const syncText = t(isSyncing ? 'stores.syncing' : 'stores.sync');
  const test = async (): Promise<void> => {
    setTested(undefined);
    setTested(await api.testStore(name));
    invalidate(['stores']);
  };
  const sync = async (): Promise<void> => {
    await trackJob(subject, 'sync', () => api.sync({ store: name }));
    invalidate(['stores']);
  };
  if (!may('testStore') && !may('syncStores')) return null;
  return (
    <div class="store-actions stack">
      <div class="row">
        {may('testStore') && (
          <Button
            icon="verify"
            isBusy={testing.isBusy}
            aria-label={t('common.titled', { what: testText, name })}
            onClick={() => testing.run(test)}
          >
            {testText}
          </Button>
        )}
        {may('syncStores') && (
          <Button
            icon="sync"
            isBusy={isSyncing}
            title={t('stores.syncHint')}
            aria-label={t('common.titled', { what: syncText, name })}
            onClick={() => void sync()}
          >
            {syncText}
          </Button>
        )}
      </div>
      <ProblemNote problem={testing.problem} title={t('stores.testFailed')} />
      {tested !== undefined && <StoreTestOutcome tested={tested} />}
      <TrackedStatus
        subject={subject}
        kind="sync"
        label={t('stores.syncRunning', { name })}
        failure={t('stores.syncFailed')}
      >
        {(result) => <CopiesOutcome report={result as Copies} />}
      </TrackedStatus>
    </div>
  );
}
