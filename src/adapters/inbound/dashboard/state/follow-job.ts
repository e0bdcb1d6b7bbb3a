import { ApiProblem, problemFrom } from '../api/api-problem.ts';
import type { Job } from '../api/types.ts';
import { jobs } from './data.ts';
import { updateJob } from './running.ts';
import { api, sessionState } from './session.ts';

const UNAUTHORIZED = 401;

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
    const job = (jobs.value.value ?? []).find((known) => known.id === id);
    if (job === undefined) await ask(id);
    else if (job.state !== 'running') return job;
    else await nextChange();
  }
}

/** The list may be older than the job. After a restart, the service does not know the job. */
async function ask(id: string): Promise<void> {
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
