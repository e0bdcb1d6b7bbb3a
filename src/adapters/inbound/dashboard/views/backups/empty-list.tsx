import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { t } from '../../i18n/t.ts';
import { databases } from '../../state/data.ts';
import { hashOf } from '../../state/route.ts';
import { may } from '../../state/session.ts';
import { BackUpNow } from './back-up-now.tsx';

export function NoBackupYet() {
  return databases.value.value?.databases.length === 0 ? <NoDatabaseYet /> : <NoneYet />;
}

function NoDatabaseYet() {
  return (
    <div class="card">
      <EmptyState
        icon="plus"
        title={t('overview.noDatabaseTitle')}
        action={
          <a class="button button-quiet" href={hashOf('overview')}>
            {t('history.emptyAction')}
          </a>
        }
      >
        <p>{t('backups.emptyNoDatabase')}</p>
      </EmptyState>
    </div>
  );
}

function NoneYet() {
  return (
    <div class="card">
      <EmptyState icon="verify" title={t('backups.emptyTitle')} action={<BackUpNow />}>
        <p>{t(may('createBackup') ? 'backups.emptyText' : 'backups.emptyReadOnly')}</p>
      </EmptyState>
    </div>
  );
}

export function NoMatch({ onShowAll }: { readonly onShowAll: () => void }) {
  return (
    <div class="card">
      <EmptyState
        icon="search"
        title={t('backups.noMatchTitle')}
        action={<Button onClick={onShowAll}>{t('backups.showAll')}</Button>}
      >
        <p>{t('backups.noMatchText')}</p>
      </EmptyState>
    </div>
  );
}
