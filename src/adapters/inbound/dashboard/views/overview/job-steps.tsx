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
import { toDrill, toVerify } from './verification-actions.ts';

/** @param props.database `undefined`: all of them */
export function BackUpStep({ database }: { readonly database: string | undefined }) {
  const isBusy = isBackingUp(database ?? '*');
  // What goes wrong is shown at the top, where the other way to ask for it is.
  return (
    <div class="finding-step">
      <Button isBusy={isBusy} onClick={() => void backUpNow(database)}>
        {t(isBusy ? 'findings.busyBackUp' : 'findings.stepBackUp')}
      </Button>
    </div>
  );
}

interface ProofStepProps {
  readonly step: 'verify' | 'drill';
  readonly database: string;
  readonly state: DatabaseState | undefined;
}

const LEVELS = { verify: 'full', drill: 'drill' } as const satisfies Record<string, VerificationLevel>;

/** Proves the backup that the finding is about. */
export function DrillSetupStep({ step, database, state }: ProofStepProps) {
  const { value: known = [] } = useResource(newestBackups);
  const action = useAction();
  const filename =
    step === 'verify' ? toVerify(known, database, now.value) : toDrill(known, database, state, now.value);
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

/** Leads to the run that did not come to its end. */
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
