import { Fragment } from 'preact';
import { SCOPES } from '../../../../../domain/access/scope.ts';
import { t } from '../../i18n/t.ts';

export function TokenHelp() {
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
