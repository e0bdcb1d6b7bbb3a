import { useState } from 'preact/hooks';
import type { Job } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Progress } from '../../components/progress.tsx';
import { t } from '../../i18n/t.ts';
import { updateJob, progressOf } from '../../state/running.ts';
import { api, may } from '../../state/session.ts';
import { reportProblem } from '../../state/toasts.ts';

interface JobProgressProps {
  readonly job: Job;
  readonly label: string;
}

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
  const [isSending, setSending] = useState(false);
  const cancel = async (): Promise<void> => {
    setSending(true);
    try {
      updateJob(await api.cancelJob(job.id));
    } catch (error) {
      reportProblem(t('backups.cancelFailed'), error);
    } finally {
      setSending(false);
    }
  };
  const isStopping = isSending || job.cancel_requested;
  return (
    <Button isBusy={isStopping} onClick={() => void cancel()}>
      {t(isStopping ? 'backups.stopping' : 'common.cancel')}
    </Button>
  );
}
