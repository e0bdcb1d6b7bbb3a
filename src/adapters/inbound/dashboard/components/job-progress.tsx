import type { ComponentChildren } from 'preact';
import type { Job } from '../api/types.ts';
import { t } from '../i18n/t.ts';
import { progressOf, updateJob } from '../state/running.ts';
import { api, may } from '../state/session.ts';
import { jobOf, type TrackedJob } from '../state/tracked-jobs.ts';
import { useAction } from '../state/use-action.ts';
import { Button } from './button.tsx';
import type { IconName } from './icon.tsx';
import { ProblemNote } from './problem-note.tsx';
import { Progress } from './progress.tsx';

export function JobProgress({ job, label }: { readonly job: Job; readonly label: string }) {
  return (
    <div class="job-progress tone-running">
      <div class="job-progress-text">
        <p class="job-progress-label">{label}</p>
        <Progress label={label} reading={progressOf(job)} />
      </div>
      <CancelButton job={job} />
    </div>
  );
}

export function CancelButton({ job, icon }: { readonly job: Job; readonly icon?: IconName }) {
  const action = useAction(t('common.cancelFailed'));
  if (!may('cancelJob')) return null;
  const isCancelling = action.isBusy || job.cancel_requested;
  return (
    <Button
      {...(icon !== undefined && { icon })}
      isBusy={isCancelling}
      onClick={() => {
        action.run(async () => updateJob(await api.cancelJob(job.id)));
      }}
    >
      {t(isCancelling ? 'common.cancelling' : 'common.cancel')}
    </Button>
  );
}

interface TrackedProgressProps {
  readonly tracked: TrackedJob;
  readonly label: string;
}

export function TrackedProgress({ tracked, label }: TrackedProgressProps) {
  const job = jobOf(tracked);
  return job === undefined ? (
    <Progress label={label} reading={undefined} />
  ) : (
    <JobProgress job={job} label={label} />
  );
}

interface TrackedStatusProps extends TrackedProgressProps {
  /** The title of the problem. */
  readonly failure: string;
  /** The result. */
  readonly children: ComponentChildren;
}

export function TrackedStatus({ tracked, label, failure, children }: TrackedStatusProps) {
  if (tracked.problem !== undefined) return <ProblemNote problem={tracked.problem} title={failure} />;
  if (tracked.result !== undefined) return <div role="status">{children}</div>;
  return <TrackedProgress tracked={tracked} label={label} />;
}
