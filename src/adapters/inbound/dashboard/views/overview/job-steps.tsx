import type { DatabaseState, VerificationLevel } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { t } from '../../i18n/t.ts';
import { now } from '../../state/clock-tick.ts';
import { newestBackups } from '../../state/data.ts';
import { followJob } from '../../state/follow-job.ts';
import { navigate } from '../../state/route.ts';
import { api } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';
import { useResource } from '../../state/use-resource.ts';
import { backUpNow, isBackingUp } from './back-ups.ts';
import { StepButton } from './step-button.tsx';
import { backupToDrill, backupToVerify } from './verification-actions.ts';

/** @param props.database `undefined`: all databases */
export function BackUpStep({ database }: { readonly database: string | undefined }) {
  const isBusy = isBackingUp(database ?? '*');
  // Errors are shown at the top of the page.
  return (
    <div class="finding-step">
      <Button isBusy={isBusy} onClick={() => void backUpNow(database)}>
        {t(isBusy ? 'findings.busyBackUp' : 'findings.stepBackUp')}
      </Button>
    </div>
  );
}

interface VerificationStepProps {
  readonly step: 'verify' | 'drill';
  readonly database: string;
  readonly state: DatabaseState | undefined;
}

const LEVELS = { verify: 'full', drill: 'drill' } as const satisfies Record<string, VerificationLevel>;

export function VerificationStep({ step, database, state }: VerificationStepProps) {
  const { value: known = [] } = useResource(newestBackups);
  const action = useAction();
  const filename =
    step === 'verify'
      ? backupToVerify(known, database, now.value)
      : backupToDrill(known, database, state, now.value);
  if (filename === undefined) return null;
  const work = async (): Promise<void> => {
    await followJob(await api.verify(filename, LEVELS[step]));
  };
  const isVerify = step === 'verify';
  return (
    <StepButton
      action={action}
      work={work}
      icon="verify"
      busyText={t(isVerify ? 'findings.busyVerify' : 'findings.busyDrill')}
    >
      {t(isVerify ? 'findings.stepVerify' : 'findings.stepDrill')}
    </StepButton>
  );
}

export function OpenRunStep({ database }: { readonly database: string | undefined }) {
  const action = useAction();
  const open = async (): Promise<void> => {
    const { runs } = await api.history({ database, outcome: 'interrupted', limit: 1 });
    navigate('history', runs[0]?.id);
  };
  return (
    <StepButton action={action} work={open} busyText={t('findings.stepRun')}>
      {t('findings.stepRun')}
    </StepButton>
  );
}
