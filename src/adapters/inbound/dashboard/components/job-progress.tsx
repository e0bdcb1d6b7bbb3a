import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Job } from '../api/types.ts';
import { t } from '../i18n/t.ts';
import { progressOf, updateJob } from '../state/running.ts';
import { api, may } from '../state/session.ts';
import { reportProblem } from '../state/toasts.ts';
import { jobOf, type BackupWork } from '../views/backups/backup-work.ts';
import { Button } from './button.tsx';
import { ProblemNote } from './problem-note.tsx';
import { Progress } from './progress.tsx';

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

interface WorkStatusProps {
  readonly work: BackupWork;
  readonly label: string;
  readonly failure: string;
  readonly children: ComponentChildren;
}

export function WorkStatus({ work, label, failure, children }: WorkStatusProps) {
  if (work.problem !== undefined) return <ProblemNote problem={work.problem} title={failure} />;
  if (work.result !== undefined) return <div role="status">{children}</div>;
  const job = jobOf(work);
  return job === undefined ? (
    <Progress label={label} reading={undefined} />
  ) : (
    <JobProgress job={job} label={label} />
  );
}
