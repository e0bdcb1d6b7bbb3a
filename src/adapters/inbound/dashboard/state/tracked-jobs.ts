import { signal } from '@preact/signals';
import { ApiProblem, problemFrom } from '../api/api-problem.ts';
import type { Job } from '../api/types.ts';
import { jobs } from './data.ts';
import { updateJob, without } from './running.ts';
import { api, sessionState } from './session.ts';

export type JobKind =
  'create' | 'verify' | 'adopt' | 'restore' | 'undo' | 'cleanup' | 'copy' | 'sync' | 'place';

/** A job that this page started. It continues when another view is shown. */
export interface TrackedJob {
  readonly kind: JobKind;
  /** `undefined` until the service has answered. */
  readonly jobId: string | undefined;
  /** `undefined` until the job has succeeded. */
  readonly result: unknown;
  readonly problem: ApiProblem | undefined;
}

const UNAUTHORIZED = 401;
const NEW = { jobId: undefined, result: undefined, problem: undefined };

/** By subject, oldest first. An entry stays until it is dismissed or replaced. */
export const trackedJobs = signal<ReadonlyMap<string, TrackedJob>>(new Map());

export function trackedJob(subject: string, kind: JobKind): TrackedJob | undefined {
  const tracked = trackedJobs.value.get(subject);
  return tracked?.kind === kind ? tracked : undefined;
}

export function isPending(subject: string): boolean {
  const tracked = trackedJobs.value.get(subject);
  return tracked !== undefined && tracked.result === undefined && tracked.problem === undefined;
}

export function jobOf({ jobId }: TrackedJob): Job | undefined {
  return jobs.value.value?.find(({ id }) => id === jobId);
}

/** @returns `undefined` after a failure, which is in the entry */
export async function trackJob(
  subject: string,
  kind: JobKind,
  start: () => Promise<Job>,
  resultOf = ({ result }: Job): unknown => result,
): Promise<Job | undefined> {
  setTracked(subject, { ...NEW, kind });
  try {
    const started = await start();
    setTracked(subject, { ...NEW, kind, jobId: started.id });
    const ended = await followJob(started);
    setTracked(subject, { ...NEW, kind, jobId: ended.id, result: resultOf(ended) });
    return ended;
  } catch (error) {
    setFailed(subject, kind, problemFrom(error));
    return undefined;
  }
}

export function setFailed(subject: string, kind: JobKind, problem: ApiProblem): void {
  setTracked(subject, { ...NEW, kind, problem });
}

export function dismissJob(subject: string): void {
  trackedJobs.value = without(trackedJobs.value, subject);
}

function setTracked(subject: string, tracked: TrackedJob): void {
  trackedJobs.value = new Map(without(trackedJobs.value, subject)).set(subject, tracked);
}

/**
 * Waits until the job ends, also while the service is away or the user is signed out.
 * @throws ApiProblem the job failed, was cancelled, or is unknown to the service
 */
export async function followJob(started: Job): Promise<Job> {
  updateJob(started);
  const ended = await endOf(started.id);
  if (ended.state === 'succeeded') return ended;
  const { code, message, hint } = ended.error ?? { code: 'CANCELLED', message: ended.state, hint: '' };
  throw new ApiProblem(message, { code, status: 0, hint });
}

async function endOf(id: string): Promise<Job> {
  for (;;) {
    const job = jobs.value.value?.find((known) => known.id === id);
    if (job === undefined) await readJob(id);
    else if (job.state !== 'running') return job;
    else await nextChange();
  }
}

/** The list may be older than the job. After a restart, the service does not know the job. */
async function readJob(id: string): Promise<void> {
  if (sessionState.value !== 'open') return nextChange();
  try {
    updateJob(await api.job(id));
  } catch (error) {
    const problem = problemFrom(error);
    if (!problem.isUnreachable && problem.status !== UNAUTHORIZED) throw problem;
    await nextChange();
  }
}

function nextChange(): Promise<void> {
  const before = jobs.value.value;
  return new Promise((resolve) => {
    const stop = jobs.value.subscribe((value) => {
      if (value === before) return;
      // `subscribe` calls back at once, before `stop` is assigned.
      queueMicrotask(() => {
        stop();
        resolve();
      });
    });
  });
}
