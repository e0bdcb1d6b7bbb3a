import type { Verification } from '../../api/types.ts';
import { Icon } from '../../components/icon.tsx';
import { Name } from '../../components/name.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { t } from '../../i18n/t.ts';
import { checkDetail, checkName } from './check-text.ts';
import { RESULT_STYLES } from './verification-style.ts';

export function CheckOutcome({ verification }: { readonly verification: Verification }) {
  const { result, checks, duration_ms: durationMs, restore_ms: restoreMs } = verification;
  const { tone, icon } = RESULT_STYLES[result];
  const times = [t('backups.verifyTook', { time: formatDuration(durationMs) })];
  if (restoreMs !== undefined) times.push(t('backups.restoredIn', { time: formatDuration(restoreMs) }));
  return (
    <div class={`outcome tone-${tone}`}>
      <p class="outcome-title">
        <Icon name={icon} />
        {verdictOf(verification)}
      </p>
      <p class="quiet small">{times.join(' · ')}</p>
      {result === 'failed' && <p>{t('backups.nextIfDamaged')}</p>}
      <ul class="check-list">
        {checks.map((check) => (
          <li key={check.name} class={`tone-${RESULT_STYLES[check.result].tone}`}>
            <Icon name={RESULT_STYLES[check.result].icon} />
            <span>
              <span class="visually-hidden">{t(`backups.result_${check.result}`)}: </span>
              {checkName(check.name) ?? <Name lang="en">{check.name}</Name>}
              {check.detail !== '' && (
                <span class="quiet small level-detail">
                  <Name lang="en">{checkDetail(check.name, check.detail)}</Name>
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function verdictOf({ result, level }: Verification): string {
  if (result === 'ok') return t('backups.passed', { level: t(`backups.level_${level}`) });
  return t(result === 'failed' ? 'backups.damaged' : 'backups.inconclusive');
}
