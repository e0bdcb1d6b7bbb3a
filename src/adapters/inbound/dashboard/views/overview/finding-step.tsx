import type { ComponentChildren } from 'preact';
import type { DatabaseState, Finding, VerificationLevel } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import type { IconName } from '../../components/icon.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { now } from '../../state/clock-tick.ts';
import { newestBackups } from '../../state/data.ts';
import { followJob } from '../../state/tracked-jobs.ts';
import { useResource } from '../../state/resource.ts';
import { hashOf, navigate } from '../../state/route.ts';
import { api, may } from '../../state/session.ts';
import { useAction, type Action } from '../../state/use-action.ts';
import { backUpNow, isBackingUp } from '../backups/back-ups.ts';
import { AcknowledgeStep, UndoStep } from './confirmed-steps.tsx';
import { backupToDrill, backupToVerify, findingKindProperties } from './findings.ts';

interface FindingStepProps {
  readonly finding: Finding;
  readonly state: DatabaseState | undefined;
}

export function FindingStep({ finding: { kind, database }, state }: FindingStepProps) {
  const { step } = findingKindProperties(kind);
  const name = database ?? undefined;
  switch (step) {
    case 'backUp':
      return may('createBackup') ? <BackUpStep database={name} /> : null;
    case 'verify':
    case 'drill':
      return name !== undefined && may('verifyBackup') ? (
        <VerificationStep step={step} database={name} state={state} />
      ) : null;
    case 'acknowledge':
      return name !== undefined && may('acknowledge') ? <AcknowledgeStep database={name} /> : null;
    case 'undo':
      return name !== undefined && may('undoRestore') ? <UndoStep database={name} /> : null;
    case 'openRun':
      return <OpenRunStep database={name} />;
    case 'cleanup':
      return <StepLink href={hashOf('retention')}>{t('findings.stepCleanup')}</StepLink>;
    case 'openBackups':
      return (
        <StepLink href={hashOf('backups', undefined, name === undefined ? {} : { database: name })}>
          {t('findings.stepBackups')}
        </StepLink>
      );
    case 'none':
      return null;
  }
}

/** @param props.database `undefined`: all databases */
function BackUpStep({ database }: { readonly database: string | undefined }) {
  const isBusy = isBackingUp(database);
  // Errors are shown at the top of the page.
  return (
    <div class="finding-step">
      <Button isBusy={isBusy} onClick={() => void backUpNow(database)}>
        {t(isBusy ? 'common.backingUp' : 'common.backUpNow')}
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

function VerificationStep({ step, database, state }: VerificationStepProps) {
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

function OpenRunStep({ database }: { readonly database: string | undefined }) {
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

interface StepButtonProps {
  readonly action: Action;
  readonly work: () => Promise<void>;
  readonly icon?: IconName;
  readonly busyText: string;
  readonly children: string;
}

function StepButton({ action, work, icon, busyText, children }: StepButtonProps) {
  return (
    <>
      <div class="finding-step">
        <Button
          isBusy={action.isBusy}
          {...(icon !== undefined && { icon })}
          onClick={() => {
            action.run(work);
          }}
        >
          {action.isBusy ? busyText : children}
        </Button>
      </div>
      <StepProblem action={action} />
    </>
  );
}

export function StepProblem({ action: { problem } }: { readonly action: Action }) {
  if (problem === undefined) return null;
  return (
    <div class="finding-problem">
      <ProblemNote problem={problem} title={t('findings.stepFailed')} />
    </div>
  );
}

interface StepLinkProps {
  readonly href: string;
  readonly children: ComponentChildren;
}

function StepLink({ href, children }: StepLinkProps) {
  return (
    <div class="finding-step">
      <a class="button button-quiet" href={href}>
        {children}
      </a>
    </div>
  );
}
