import { useState } from 'preact/hooks';
import type { Job } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Progress } from '../../components/progress.tsx';
import { t } from '../../i18n/t.ts';
import { noteJob, progressOf } from '../../state/running.ts';
import { api, may } from '../../state/session.ts';
import { reportProblem } from '../../state/toasts.ts';

interface JobProgressProps {
  readonly job: Job;
  /** What is going on, with its object. */
  readonly label: string;
}

/** A job that is under way: how far it is, and the way to stop it. */
export function JobProgress({ job, label }: JobProgressProps) {
  return (
    <div class="job-progress tone-running">
      <div class="job-progress-text">
        <p class="job-progress-label">{label}</p>
        <Progress label={label} reading={progressOf(job)} />
      </div>
      {may('cancelJob') && <CancelButton job={job} />}
    </div>
  );
}

function CancelButton({ job }: { readonly job: Job }) {
  const [isAsking, setAsking] = useState(false);
  const cancel = async (): Promise<void> => {
    setAsking(true);
    try {
      noteJob(await api.cancelJob(job.id));
    } catch (error) {
      reportProblem(t('backups.cancelFailed'), error);
    } finally {
      setAsking(false);
    }
  };
  const isStopping = isAsking || job.cancel_requested;
  return (
    <Button isBusy={isStopping} onClick={() => void cancel()}>
      {t(isStopping ? 'backups.stopping' : 'common.cancel')}
    </Button>
  );
}
