import type { RestorePlan } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { RichText } from '../../components/rich-text.tsx';
import { Time } from '../../components/time.tsx';
import { t } from '../../i18n/t.ts';
import { runningJobs } from '../../state/running.ts';
import { api, may } from '../../state/session.ts';
import { useAction } from '../../state/use-action.ts';
import { JobProgress } from '../backups/job-progress.tsx';
import type { RestoreSubject } from './restore-subject.tsx';
import { UndoOffer } from './undo-offer.tsx';
import { useLastRestore } from './use-last-restore.ts';

interface RestoreStartProps {
  readonly subject: RestoreSubject;
  readonly onPlan: (plan: RestorePlan) => void;
  readonly onUndo: () => void;
}

/** Nothing has been begun from here: what would happen can be looked at, and a restore that was is there to undo. */
export function RestoreStart({ subject, onPlan, onUndo }: RestoreStartProps) {
  const { filename, database } = subject;
  const looking = useAction();
  const elsewhere = runningJobs.value.find((job) => job.operation === 'restore' && job.database === database);
  const last = useLastRestore(database, elsewhere === undefined);
  const look = (): void => {
    looking.run(async () => {
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
      {looking.problem !== undefined && (
        <ProblemNote problem={looking.problem} title={t('restore.lookFailed')} />
      )}
      <div>
        <Button icon="restore" isBusy={looking.isBusy} onClick={look}>
          {t('restore.look')}
        </Button>
      </div>
    </div>
  );
}
