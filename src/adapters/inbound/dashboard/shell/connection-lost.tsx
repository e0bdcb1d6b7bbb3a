import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { RichText } from '../components/text.tsx';
import { t } from '../i18n/t.ts';
import { connectionProblem, retryNow } from '../state/live.ts';

export function LostBanner() {
  return (
    <div class="lost-banner" role="alert">
      <div>
        <strong class="line">
          <Icon name="attention" />
          {t('shell.lostTitle')}
        </strong>
        <p>{t('shell.lostText')}</p>
      </div>
      <Button onClick={retryNow}>{t('shell.retryNow')}</Button>
    </div>
  );
}

export function UnreachableView() {
  // A proxy or a failing service may have sent a message.
  const problem = connectionProblem.value;
  return (
    <section class="unreachable card empty-state tone-attention" role="alert">
      <Icon name="attention" />
      <h1>{t('shell.lostTitle')}</h1>
      <p class="empty-text">
        <RichText text="shell.lostFirst" values={{ command: <code>backup-manager serve</code> }} />
      </p>
      {problem?.isUnreachable === false && <ProblemNote problem={problem} />}
      <p class="quiet small">{t('shell.lostRetries')}</p>
      <Button kind="primary" onClick={retryNow}>
        {t('shell.retryNow')}
      </Button>
    </section>
  );
}
