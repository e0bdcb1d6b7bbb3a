import { useId, useState } from 'preact/hooks';
import { VERIFICATION_LEVELS } from '../../../../../domain/verification/verification.ts';
import type { Backup, Verification, VerificationLevel } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { t } from '../../i18n/t.ts';
import { api } from '../../state/session.ts';
import { isAtWork, work, workOn } from './backup-work.ts';
import { CheckOutcome } from './check-outcome.tsx';
import { firstLevel } from './check-text.ts';
import { WorkStatus } from './work-status.tsx';

export function CheckPanel({ backup }: { readonly backup: Backup }) {
  const [level, setLevel] = useState<VerificationLevel>(() => firstLevel(backup));
  const { filename } = backup;
  const isBusy = isAtWork(filename);
  const done = workOn(filename, 'check');
  return (
    <div class="panel stack">
      <LevelChoice level={level} isDisabled={isBusy} onLevel={setLevel} />
      <div>
        <Button
          icon="verify"
          isBusy={isBusy}
          onClick={() => void work(filename, 'check', () => api.verify(filename, level))}
        >
          {t(level === 'drill' ? 'backups.drillNow' : 'backups.verifyNow')}
        </Button>
      </div>
      {done !== undefined && (
        <WorkStatus
          work={done}
          label={t('backups.verifying', { name: filename })}
          failure={t('backups.verifyFailed')}
        >
          <CheckOutcome verification={done.result as Verification} />
        </WorkStatus>
      )}
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
        <label key={one} class="check">
          <input
            type="radio"
            name={name}
            checked={one === level}
            onChange={() => {
              onLevel(one);
            }}
          />
          <span>
            {t(`backups.level_${one}`)}
            <span class="quiet small level-detail">{t(`backups.verifies_${one}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
