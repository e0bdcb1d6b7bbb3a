import { computed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { DatabaseStatus } from './api/types.ts';
import { openModals } from './components/dialog.tsx';
import { Skeleton } from './components/problem-note.tsx';
import { Toasts } from './components/toasts.tsx';
import { t, type Key } from './i18n/t.ts';
import { LostBanner, UnreachableView } from './shell/connection-lost.tsx';
import { PageHead } from './shell/page-head.tsx';
import { databases, jobs } from './state/data.ts';
import { connection } from './state/live.ts';
import { useResource } from './state/resource.ts';
import { route, type ViewName } from './state/route.ts';
import { sessionState } from './state/session.ts';
import { announce } from './state/toasts.ts';
import { BackupsView } from './views/backups/backups-view.tsx';
import { HistoryView } from './views/history/history-view.tsx';
import { HostsView } from './views/hosts/hosts-view.tsx';
import { OverviewView } from './views/overview/overview-view.tsx';
import { RetentionView } from './views/retention/retention-view.tsx';
import { SignInView } from './views/session/sign-in-view.tsx';

const VIEWS: Readonly<Record<ViewName, () => preact.JSX.Element>> = {
  overview: OverviewView,
  backups: BackupsView,
  retention: RetentionView,
  history: HistoryView,
  hosts: HostsView,
};

export function App() {
  const title = pageTitle.value;
  useEffect(() => {
    document.title = title;
  }, [title]);
  useViewChange(route.value.view);
  return (
    <>
      <a
        class="skip-link"
        href="#main"
        onClick={(event) => {
          // The hash is the address of the view, so it cannot hold anchors.
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        {t('shell.skip')}
      </a>
      <PageHead />
      {connection.value === 'lost' && sessionState.value !== 'unknown' && <LostBanner />}
      <main class="page-main" id="main" tabIndex={-1}>
        <Content />
      </main>
      {openModals.value.length === 0 && <Toasts />}
    </>
  );
}

/** A new view starts at the top, and screen readers announce it. */
function useViewChange(view: ViewName): void {
  const last = useRef(view);
  useEffect(() => {
    if (last.current === view) return;
    last.current = view;
    scrollTo(0, 0);
    announce(t(`shell.${view}`));
  }, [view]);
}

function Content() {
  switch (sessionState.value) {
    case 'signed_out':
      return <SignInView />;
    case 'unknown':
      return connection.value === 'lost' ? <UnreachableView /> : <Skeleton lines={6} />;
    case 'open':
      return <CurrentView />;
  }
}

function CurrentView() {
  // Every view needs the running jobs, and the title needs the verdict.
  useResource(jobs);
  useResource(databases);
  const View = VIEWS[route.value.view];
  return <View />;
}

const NAME = 'backup-manager';

const TITLE_OF = {
  critical: 'common.critical',
  overdue: 'common.critical',
  warning: 'common.warning',
  frozen: 'common.warning',
  healthy: 'shell.titleSafe',
} as const satisfies Record<DatabaseStatus, Key>;

const pageTitle = computed(() => {
  if (connection.value === 'lost') return `${t('shell.titleLost')} · ${NAME}`;
  // Worst first.
  const worst = databases.value.value?.databases[0]?.status;
  if (sessionState.value !== 'open') return NAME;
  const view = t(`shell.${route.value.view}`);
  return [...(worst === undefined ? [] : [t(TITLE_OF[worst])]), view, NAME].join(' · ');
});
