import type { RestorePlan } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { JobProgress } from '../../components/job-progress.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { Time } from '../../components/time.tsx';
import { t } from '../../i18n/t.ts';
import { runningJobs } from '../../state/running.ts';
import { api, may } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';
import { UndoOffer, type RestoreSubject } from './confirm-restore.tsx';
import { useLastRestore } from './restore-request.ts';

interface RestoreStartProps {
  readonly subject: RestoreSubject;
  readonly onPlan: (plan: RestorePlan) => void;
  readonly onUndo: () => void;
}

export function RestoreStart({ subject, onPlan, onUndo }: RestoreStartProps) {
  const { filename, database } = subject;
  const planning = useAction();
  const elsewhere = runningJobs.value.find((job) => job.operation === 'restore' && job.database === database);
  const last = useLastRestore(database, elsewhere === undefined);
  const style = (): void => {
    planning.run(async () => {
      onPlan(await api.planRestore({ filename }));
    });
  };
  if (elsewhere !== undefined) {
    return <JobProgress job={elsewhere} label={t('restore.elsewhere', { name: database ?? '' })} />;
  }
  return (
    <div class="stack">
      {last?.filename === filename && may('undoRestore') && (
        <div class="stack-tight">
          <p>
            <RichText text="restore.restoredAt" values={{ when: <Time at={last.at} /> }} />
          </p>
          <UndoOffer subject={subject} action="restore.undo" onUndo={onUndo} />
        </div>
      )}
      {planning.problem !== undefined && (
        <ProblemNote problem={planning.problem} title={t('restore.planFailed')} />
      )}
      <div>
        <Button icon="restore" isBusy={planning.isBusy} onClick={style}>
          {t('restore.showPlan')}
        </Button>
      </div>
    </div>
  );
}
