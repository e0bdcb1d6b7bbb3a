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

/** Proves a backup at a level of one's choice; says beforehand what each proves, and afterwards what came of it. */
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
          {t(level === 'drill' ? 'backups.drillNow' : 'backups.checkNow')}
        </Button>
      </div>
      {done !== undefined && (
        <WorkStatus
          work={done}
          label={t('backups.checkingNow', { name: filename })}
          failure={t('backups.checkFailed')}
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
      <legend>{t('backups.check')}</legend>
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
            <span class="quiet small level-proves">{t(`backups.proves_${one}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
