import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { t } from '../i18n/t.ts';
import { retryNow } from '../state/live.ts';

/** Nothing was ever read: there is nothing to show but what to do. */
export function UnreachableView() {
  return (
    <section class="unreachable card" role="alert">
      <EmptyState
        icon="attention"
        title={t('shell.lostTitle')}
        action={
          <Button kind="primary" onClick={retryNow}>
            {t('shell.retryNow')}
          </Button>
        }
      >
        <p>{t('shell.lostFirst')}</p>
      </EmptyState>
    </section>
  );
}
