import { useState } from 'preact/hooks';
import type { DatabaseState, Finding } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog, type ConfirmDialogProps } from '../../components/dialog.tsx';
import type { IconName } from '../../components/icon.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { now } from '../../state/clock-tick.ts';
import { invalidate, newestBackups } from '../../state/data.ts';
import { followJob } from '../../state/tracked-jobs.ts';
import { useResource } from '../../state/resource.ts';
import { hashOf, navigate } from '../../state/route.ts';
import { api, may } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';
import { backUpNow, isBackingUp } from '../backups/back-ups.ts';
import { useShownStores } from '../stores/shown-stores.ts';
import { showStores } from '../stores/stores-card.tsx';
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
    case 'showStores':
      return <ShowStoresStep />;
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

function VerificationStep({ step, database, state }: VerificationStepProps) {
  const { value: known = [] } = useResource(newestBackups);
  const isDrill = step === 'drill';
  const filename = isDrill
    ? backupToDrill(known, database, state, now.value)
    : backupToVerify(known, database, now.value);
  if (filename === undefined) return null;
  const verify = async (): Promise<void> => {
    await followJob(await api.verify(filename, isDrill ? 'drill' : 'full'));
  };
  return <StepButton step={step} work={verify} icon="verify" />;
}

function OpenRunStep({ database }: { readonly database: string | undefined }) {
  const open = async (): Promise<void> => {
    const { runs } = await api.history({ database, outcome: 'interrupted', limit: 1 });
    navigate('history', runs[0]?.id);
  };
  return <StepButton step="run" work={open} />;
}

function AcknowledgeStep({ database }: { readonly database: string }) {
  const acknowledge = async (): Promise<void> => {
    await api.acknowledge(database);
    invalidate(['databases']);
  };
  const question = {
    title: t('findings.acknowledgeTitle', { name: database }),
    action: t('findings.acknowledgeAction'),
    children: <p>{t('findings.acknowledgeText')}</p>,
  };
  return <StepButton step="acknowledge" work={acknowledge} question={question} />;
}

function UndoStep({ database }: { readonly database: string }) {
  const undo = async (): Promise<void> => {
    await followJob(await api.undoRestore(database));
  };
  const question = {
    title: t('findings.undoTitle', { name: database }),
    action: t('findings.step_undo'),
    isDangerous: true,
    typed: database,
    children: <p>{t('findings.undoText')}</p>,
  };
  return <StepButton step="undo" work={undo} question={question} />;
}

/** A single store has no card. */
function ShowStoresStep() {
  if (useShownStores().length === 0) return null;
  return (
    <div class="finding-step">
      <Button onClick={showStores}>{t('stores.show')}</Button>
    </div>
  );
}

interface StepButtonProps {
  readonly step: 'verify' | 'drill' | 'run' | 'acknowledge' | 'undo';
  readonly work: () => Promise<void>;
  readonly icon?: IconName;
  /** The question before the step. */
  readonly question?: Omit<ConfirmDialogProps, 'onClose' | 'onConfirm'>;
}

function StepButton({ step, work, icon, question }: StepButtonProps) {
  const { isBusy, problem, run } = useAction();
  const [isConfirming, setConfirming] = useState(false);
  const start = (): void => {
    setConfirming(false);
    run(work);
  };
  return (
    <>
      <div class="finding-step">
        <Button
          isBusy={isBusy}
          icon={icon}
          onClick={() => (question === undefined ? start() : setConfirming(true))}
        >
          {t(isBusy && step !== 'run' ? `findings.busy_${step}` : `findings.step_${step}`)}
        </Button>
      </div>
      {problem !== undefined && (
        <div class="finding-problem">
          <ProblemNote problem={problem} title={t('findings.stepFailed')} />
        </div>
      )}
      {question !== undefined && isConfirming && (
        <ConfirmDialog {...question} onClose={() => setConfirming(false)} onConfirm={start} />
      )}
    </>
  );
}

function StepLink({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <div class="finding-step">
      <a class="button button-quiet" href={href}>
        {children}
      </a>
    </div>
  );
}
