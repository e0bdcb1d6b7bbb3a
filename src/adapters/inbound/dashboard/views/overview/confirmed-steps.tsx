import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { t } from '../../i18n/t.ts';
import { invalidate } from '../../state/data.ts';
import { followJob } from '../../state/tracked-jobs.ts';
import { api } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';
import { StepProblem } from './finding-step.tsx';

interface DatabaseProps {
  readonly database: string;
}

export function AcknowledgeStep({ database }: DatabaseProps) {
  const acknowledge = async (): Promise<void> => {
    await api.acknowledge(database);
    invalidate(['databases']);
  };
  return <ConfirmedStep what="acknowledge" database={database} work={acknowledge} />;
}

export function UndoStep({ database }: DatabaseProps) {
  const undo = async (): Promise<void> => {
    await followJob(await api.undoRestore(database));
  };
  return <ConfirmedStep what="undo" database={database} work={undo} isDangerous />;
}

const TEXTS = {
  acknowledge: {
    step: 'findings.stepAcknowledge',
    busy: 'findings.busyAcknowledge',
    title: 'findings.acknowledgeTitle',
    text: 'findings.acknowledgeText',
    action: 'findings.acknowledgeAction',
  },
  undo: {
    step: 'findings.stepUndo',
    busy: 'findings.busyUndo',
    title: 'findings.undoTitle',
    text: 'findings.undoText',
    action: 'findings.stepUndo',
  },
} as const;

interface ConfirmedStepProps extends DatabaseProps {
  readonly what: keyof typeof TEXTS;
  readonly work: () => Promise<void>;
  readonly isDangerous?: boolean;
}

function ConfirmedStep({ what, database, work, isDangerous = false }: ConfirmedStepProps) {
  const [isConfirming, setConfirming] = useState(false);
  const action = useAction();
  const { step, busy, title, text, action: verb } = TEXTS[what];
  const ask = (isOpen: boolean) => (): void => {
    setConfirming(isOpen);
  };
  return (
    <>
      <div class="finding-step">
        <Button isBusy={action.isBusy} onClick={ask(true)}>
          {t(action.isBusy ? busy : step)}
        </Button>
      </div>
      <StepProblem action={action} />
      {isConfirming && (
        <ConfirmDialog
          title={t(title, { name: database })}
          action={t(verb)}
          isDangerous={isDangerous}
          {...(isDangerous && { typed: database })}
          onClose={ask(false)}
          onConfirm={() => {
            setConfirming(false);
            action.run(work);
          }}
        >
          <p>{t(text)}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
