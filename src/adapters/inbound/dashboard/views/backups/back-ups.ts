import { computed } from '@preact/signals';
import { ApiProblem } from '../../api/api-problem.ts';
import type { Job } from '../../api/types.ts';
import { t } from '../../i18n/t.ts';
import { runningJobs } from '../../state/running.ts';
import { api } from '../../state/session.ts';
import { announce, showToast } from '../../state/toasts.ts';
import { dismissJob, setFailed, trackedJobs, trackJob } from '../../state/tracked-jobs.ts';

export interface DatabaseFailure {
  /** `undefined`: all databases, or unknown. */
  readonly database: string | undefined;
  readonly problem: ApiProblem;
}

const ALL = '*';
const PREFIX = 'create ';
const CANCELLED = 'CANCELLED';

/** Newest first. */
export const backUpFailures = computed<readonly DatabaseFailure[]>(() =>
  [...trackedJobs.value]
    .flatMap(([subject, { kind, problem }]) => {
      if (kind !== 'create' || problem === undefined) return [];
      const name = subject.slice(PREFIX.length);
      return [{ database: name === ALL ? undefined : name, problem }];
    })
    .reverse(),
);

/** @param database `undefined`: any of them */
export function isBackingUp(database: string | undefined): boolean {
  return (
    isRequested(database) ||
    isRequested(undefined) ||
    runningJobs.value.some(
      (job) =>
        job.operation === 'create' &&
        (database === undefined || job.database === null || job.database === database),
    )
  );
}

/** Never throws: errors are in `backUpFailures`. @param database `undefined`: all of them */
export async function backUpNow(database: string | undefined): Promise<void> {
  const subject = subjectOf(database);
  for (const { database: failed } of backUpFailures.value) {
    if (database === undefined || failed === undefined || failed === database) dismissFailure(failed);
  }
  const ended = await trackJob(subject, 'create', async () => {
    const job = await api.create(database === undefined ? {} : { database });
    announce(database === undefined ? t('overview.startedAll') : t('overview.started', { name: database }));
    return job;
  });
  if (ended !== undefined || trackedJobs.value.get(subject)?.problem?.code === CANCELLED) dismissJob(subject);
  if (ended !== undefined) reportEnd(ended, database);
}

export function dismissFailure(database: string | undefined): void {
  dismissJob(subjectOf(database));
}

/** A job for several databases can succeed although some failed. */
export function failuresOf({ result }: Pick<Job, 'result'>): readonly DatabaseFailure[] {
  return Array.isArray(result) ? result.flatMap(failureOf) : [];
}

export function countDone({ result }: Pick<Job, 'result'>): number {
  return Array.isArray(result) ? result.length - failuresOf({ result }).length : 1;
}

function reportEnd(job: Job, database: string | undefined): void {
  for (const { database: failed, problem } of failuresOf(job))
    setFailed(subjectOf(failed), 'create', problem);
  const count = countDone(job);
  if (database !== undefined) showToast(t('overview.backUpDone', { name: database }));
  else if (count > 0) showToast(t('overview.backUpAllDone', { count }));
}

function failureOf(outcome: unknown): readonly DatabaseFailure[] {
  if (!isRecord(outcome) || !isRecord(outcome['error'])) return [];
  const { code, message, hint } = outcome['error'];
  const { database } = outcome;
  const problem = new ApiProblem(text(message), { code: text(code), status: 0, hint: text(hint) });
  return [{ database: typeof database === 'string' ? database : undefined, problem }];
}

function isRequested(database: string | undefined): boolean {
  const tracked = trackedJobs.value.get(subjectOf(database));
  return tracked !== undefined && tracked.jobId === undefined && tracked.problem === undefined;
}

function subjectOf(database: string | undefined): string {
  return `${PREFIX}${database ?? ALL}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
