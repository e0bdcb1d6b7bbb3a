import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { t } from '../../i18n/t.ts';
import { may } from '../../state/session.ts';
import { backUpNow, isBackingUp } from './back-ups.ts';

const EXAMPLE = '{ "databases": [ { "path": "/srv/app/app.db" } ] }';
const BY_HAND = 'backup-manager create /srv/app/app.db';

export function NoDatabase() {
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

export function FirstBackup() {
  const isBusy = isBackingUp('*');
  return (
    <section class="card first-steps">
      <EmptyState
        icon="verify"
        title={t('overview.firstTitle')}
        action={
          may('createBackup') && (
            <Button kind="primary" isBusy={isBusy} onClick={() => void backUpNow(undefined)}>
              {t(isBusy ? 'overview.backingUp' : 'overview.firstAction')}
            </Button>
          )
        }
      >
        <p>{t(may('createBackup') ? 'overview.firstText' : 'overview.firstMayNot')}</p>
      </EmptyState>
    </section>
  );
}
