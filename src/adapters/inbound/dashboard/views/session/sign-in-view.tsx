import { Fragment } from 'preact';
import { SCOPES } from '../../../../../domain/access/scope.ts';
import { Button } from '../../components/button.tsx';
import { t } from '../../i18n/t.ts';
import { isOpenWithoutToken, openSession, refusal, session, signIn } from '../../state/session.ts';
import { showToast } from '../../state/toasts.ts';
import { useAction } from '../../state/use-action.ts';
import { TokenForm } from './token-form.tsx';

export function SignInView() {
  const { isBusy, problem, run } = useAction();
  const enter = async (secret: string, isKept: boolean): Promise<void> => {
    await signIn(secret, isKept);
    const { name, scope } = session.value ?? {};
    showToast(t('session.signedIn', { name: name ?? '', scope: scope ?? '' }));
    focusMain();
  };
  const lookAround = async (): Promise<void> => {
    await openSession();
    focusMain();
  };
  return (
    <section class="sign-in">
      <div class="card">
        <h1>{t('shell.signIn')}</h1>
        <p class="quiet">{t(reasonKey())}</p>
        <TokenForm
          isBusy={isBusy}
          problem={problem}
          onToken={(secret, isKept) => run(() => enter(secret, isKept))}
        />
        {isOpenWithoutToken.value && (
          <Button kind="plain" disabled={isBusy} onClick={() => run(lookAround)}>
            {t('session.later')}
          </Button>
        )}
      </div>
      <TokenHelp />
    </section>
  );
}

function reasonKey() {
  if (refusal.value !== undefined) return 'session.ended';
  return isOpenWithoutToken.value ? 'session.more' : 'session.why';
}

/** The form had the focus and is gone. */
function focusMain(): void {
  document.getElementById('main')?.focus();
}

function TokenHelp() {
  return (
    <div class="token-help">
      <details>
        <summary>{t('session.where')}</summary>
        <p>{t('session.whereFirst')}</p>
        <pre tabIndex={0}>cat BACKUP_DIR/.state/api-token</pre>
        <p>{t('session.whereMake')}</p>
        <pre tabIndex={0}>backup-manager token create --scope operate --name alice</pre>
      </details>
      <details>
        <summary>{t('session.whatScopes')}</summary>
        <dl class="facts">
          {SCOPES.map((scope) => (
            <Fragment key={scope}>
              <dt>
                <code>{scope}</code>
              </dt>
              <dd>{t(`session.scope_${scope}`)}</dd>
            </Fragment>
          ))}
        </dl>
      </details>
    </div>
  );
}
