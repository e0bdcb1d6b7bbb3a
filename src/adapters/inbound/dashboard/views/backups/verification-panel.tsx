import { useId, useState } from 'preact/hooks';
import { VERIFICATION_LEVELS } from '../../../../../domain/verification/verification.ts';
import type { Backup, Verification, VerificationLevel } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { TrackedStatus } from '../../components/job-progress.tsx';
import { Outcome } from '../../components/outcome.tsx';
import { Name } from '../../components/text.tsx';
import { formatDuration } from '../../i18n/format.ts';
import { Radio } from '../../components/filter-form.tsx';
import { t } from '../../i18n/t.ts';
import { api } from '../../state/session.ts';
import { isPending, trackJob } from '../../state/tracked-jobs.ts';
import { CopyField } from '../stores/copy-field.tsx';
import { hasStores } from '../stores/shown-stores.ts';
import { RESULT_STYLES } from './verification-state.ts';
import { checkDetail, checkName, firstLevel } from './verification-text.ts';

interface VerificationPanelProps {
  readonly backup: Backup;
  /** The store whose copy is verified; `undefined`: the first one. */
  readonly store: string | undefined;
  readonly onStore: (store: string | undefined) => void;
}

export function VerificationPanel({ backup, store: chosen, onStore }: VerificationPanelProps) {
  const [level, setLevel] = useState<VerificationLevel>(() => firstLevel(backup));
  const { filename } = backup;
  const isBusy = isPending(filename);
  const store = !hasStores() ? undefined : (chosen ?? backup.copies[0]?.store);
  const verify = (): void => {
    void trackJob(filename, 'verify', () => api.verify(filename, level, store));
  };
  return (
    <div class="panel stack">
      <LevelChoice level={level} isDisabled={isBusy} onLevel={setLevel} />
      <CopyField copies={backup.copies} store={store} hasDefault={false} onStore={onStore} />
      <div>
        <Button icon="verify" isBusy={isBusy} onClick={verify}>
          {t(level === 'drill' ? 'backups.drillNow' : 'backups.verifyNow')}
        </Button>
      </div>
      <TrackedStatus
        subject={filename}
        kind="verify"
        label={t('backups.verifying', { name: filename })}
        failure={t('backups.verifyFailed')}
      >
        {(result) => <VerificationOutcome verification={result as Verification} />}
      </TrackedStatus>
    </div>
  );
}

interface LevelChoiceProps {
  readonly level: VerificationLevel;
  readonly isDisabled: boolean;
  readonly onLevel: (level: VerificationLevel) => void;
}

function LevelChoice({ level, isDisabled, onLevel }: LevelChoiceProps) {
  const name = useId();
  return (
    <fieldset class="levels" disabled={isDisabled}>
      <legend>{t('backups.verify')}</legend>
      {VERIFICATION_LEVELS.map((one) => (
        <Radio key={one} name={name} isChosen={one === level} onChoose={() => onLevel(one)}>
          {t(`backups.level_${one}`)}
          <span class="detail">{t(`backups.verifies_${one}`)}</span>
        </Radio>
      ))}
    </fieldset>
  );
}

function VerificationOutcome({ verification }: { readonly verification: Verification }) {
  const { result, checks, duration_ms: durationMs, restore_ms: restoreMs } = verification;
  const times = [t('backups.verifyTook', { time: formatDuration(durationMs) })];
  if (restoreMs !== undefined) times.push(t('backups.restoredIn', { time: formatDuration(restoreMs) }));
  if (hasStores()) times.push(t('stores.usedCopy', { store: verification.store }));
  return (
    <Outcome style={RESULT_STYLES[result]} title={verdictOf(verification)}>
      <p class="quiet small">{times.join(' · ')}</p>
      {result === 'failed' && <p>{t('backups.nextIfDamaged')}</p>}
      <ul class="check-list">
        {checks.map((check) => (
          <li key={check.name} class={`tone-${RESULT_STYLES[check.result].tone}`}>
            <Icon name={RESULT_STYLES[check.result].icon} />
            <span>
              <span class="visually-hidden">{t(`common.${check.result}`)}: </span>
              {checkName(check.name) ?? <Name lang="en">{check.name}</Name>}
              {check.detail !== '' && (
                <span class="detail">
                  <Name lang="en">{checkDetail(check.name, check.detail)}</Name>
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Outcome>
  );
}

function verdictOf({ result, level }: Verification): string {
  if (result === 'ok') return t('backups.passed', { level: t(`backups.level_${level}`) });
  return t(result === 'failed' ? 'backups.damaged' : 'common.inconclusive');
}
