import type { ComponentChildren } from 'preact';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Progress } from '../../components/progress.tsx';
import { jobOf, type BackupWork } from './backup-work.ts';
import { JobProgress } from './job-progress.tsx';

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
