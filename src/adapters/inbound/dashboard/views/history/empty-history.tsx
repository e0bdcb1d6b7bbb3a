import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { t } from '../../i18n/t.ts';
import { hashOf } from '../../state/route.ts';

export function NoRunYet() {
  return (
    <div class="card">
      <EmptyState
        icon="overdue"
        title={t('history.emptyTitle')}
        action={
          <a class="button button-quiet" href={hashOf('overview')}>
            {t('history.emptyAction')}
          </a>
        }
      >
        <p>{t('history.emptyText')}</p>
      </EmptyState>
    </div>
  );
}

export function NoMatchingRun({ onShowAll }: { readonly onShowAll: () => void }) {
  return (
    <div class="card">
      <EmptyState
        icon="search"
        title={t('history.noMatchTitle')}
        action={<Button onClick={onShowAll}>{t('history.showAll')}</Button>}
      >
        <p>{t('history.noMatchText')}</p>
      </EmptyState>
    </div>
  );
}
