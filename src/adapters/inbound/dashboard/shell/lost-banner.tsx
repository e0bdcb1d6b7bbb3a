import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { t } from '../i18n/t.ts';
import { retryNow } from '../state/live.ts';

export function LostBanner() {
  return (
    <div class="lost-banner" role="alert">
      <div>
        <strong>
          <Icon name="attention" />
          {t('shell.lostTitle')}
        </strong>
        <p>{t('shell.lostText')}</p>
      </div>
      <Button onClick={retryNow}>{t('shell.retryNow')}</Button>
    </div>
  );
}
