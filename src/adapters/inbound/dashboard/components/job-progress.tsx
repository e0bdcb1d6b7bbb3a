import type { ComponentChildren } from 'preact';
import type { Job } from '../api/types.ts';
import { formatBytes, formatDuration, formatPercent, formatRate } from '../i18n/format.ts';
import { knownText, t } from '../i18n/t.ts';
import type { ProgressReading } from '../state/progress-meter.ts';
import { progressOf, updateJob } from '../state/running.ts';
import { api, may } from '../state/session.ts';
import { jobOf, trackedJob, type JobKind, type TrackedJob } from '../state/tracked-jobs.ts';
import { useAction } from '../state/use-action.ts';
import { Button } from './button.tsx';
import type { IconName } from './icon.tsx';
import { ProblemNote } from './problem-note.tsx';

export function JobProgress({ job, label }: { readonly job: Job; readonly label: string }) {
  return (
    <TitledProgress label={label} reading={progressOf(job)}>
      <CancelButton job={job} />
    </TitledProgress>
  );
}

/** @param props.children the button that cancels */
export function TitledProgress({
  children,
  ...progress
}: ProgressProps & { readonly children: ComponentChildren }) {
  return (
    <div class="job-progress tone-running">
      <div class="job-progress-text">
        <p class="job-progress-label">{progress.label}</p>
        <Progress {...progress} />
      </div>
      {children}
    </div>
  );
}

export function CancelButton({ job, icon }: { readonly job: Job; readonly icon?: IconName }) {
  const action = useAction(t('common.cancelFailed'));
  if (!may('cancelJob')) return null;
  const isCancelling = action.isBusy || job.cancel_requested;
  return (
    <Button
      icon={icon}
      isBusy={isCancelling}
      onClick={() => action.run(async () => updateJob(await api.cancelJob(job.id)))}
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

interface TrackedStatusProps {
  readonly subject: string;
  readonly kind: JobKind;
  readonly label: string;
  /** The title of the problem. */
  readonly failure: string;
  readonly children: (result: unknown) => ComponentChildren;
}

/** The progress, problem or result of the job; nothing before it starts. */
export function TrackedStatus({ subject, kind, label, failure, children }: TrackedStatusProps) {
  const tracked = trackedJob(subject, kind);
  if (tracked === undefined) return null;
  if (tracked.problem !== undefined) return <ProblemNote problem={tracked.problem} title={failure} />;
  if (tracked.result !== undefined) return <div role="status">{children(tracked.result)}</div>;
  return <TrackedProgress tracked={tracked} label={label} />;
}

interface ProgressProps {
  readonly label: string;
  readonly reading: ProgressReading | undefined;
}

export function Progress({ label, reading }: ProgressProps) {
  const facts = reading === undefined ? [] : factsOf(reading);
  return (
    <div class="progress">
      <progress
        class="bar"
        aria-label={label}
        {...(reading?.fraction !== undefined && { value: reading.fraction, max: 1 })}
      >
        {reading?.fraction === undefined ? '' : formatPercent(reading.fraction)}
      </progress>
      <p class="progress-facts quiet small number">{facts.join(' · ')}</p>
    </div>
  );
}

function factsOf(reading: ProgressReading): readonly string[] {
  const { phase, fraction, doneBytes, totalBytes, bytesPerSecond, remainingMs } = reading;
  const facts = [phaseText(phase)];
  if (fraction !== undefined) {
    facts.push(formatPercent(fraction));
    facts.push(t('common.progressOf', { done: formatBytes(doneBytes), total: formatBytes(totalBytes) }));
  } else if (doneBytes > 0) facts.push(formatBytes(doneBytes));
  if (bytesPerSecond !== undefined) facts.push(formatRate(bytesPerSecond));
  if (remainingMs !== undefined)
    facts.push(t('common.timeLeft', { time: formatDuration(Math.max(1000, remainingMs)) }));
  return facts;
}

/** A newer service may have other phases. */
export function phaseText(phase: string): string {
  return knownText(`common.${phase}`) ?? phase;
}
