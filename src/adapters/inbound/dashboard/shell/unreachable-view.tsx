import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { RichText } from '../components/rich-text.tsx';
import { t } from '../i18n/t.ts';
import { retryNow } from '../state/live.ts';

/** Nothing was ever read: there is nothing to show but what to do. */
export function UnreachableView() {
  return (
    <section class="unreachable card empty-state tone-attention" role="alert">
      <Icon name="attention" />
      <h1>{t('shell.lostTitle')}</h1>
      <p class="empty-text">
        <RichText text="shell.lostFirst" values={{ command: <code>backup-manager serve</code> }} />
      </p>
      <Button kind="primary" onClick={retryNow}>
        {t('shell.retryNow')}
      </Button>
    </section>
  );
}
