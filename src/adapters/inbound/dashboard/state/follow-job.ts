import { ApiProblem, problemFrom } from '../api/api-problem.ts';
import type { Job } from '../api/types.ts';
import { jobs } from './data.ts';
import { noteJob } from './running.ts';
import { api, sessionState } from './session.ts';

const UNAUTHORIZED = 401;

/**
 * Waits for a job's end, however long the service is away or one is signed out in between: it goes on without this page.
 *
 * @returns the job with its result
 * @throws ApiProblem it failed or was cancelled, or the service has forgotten it
 */
export async function followJob(started: Job): Promise<Job> {
  noteJob(started);
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

/** A list that was on its way when the job began does not know it yet; one of a new process never will. */
async function ask(id: string): Promise<void> {
  if (sessionState.value !== 'open') return nextChange();
  try {
    noteJob(await api.job(id));
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
      // Not from within: the first call comes before there is anything to stop.
      queueMicrotask(() => {
        stop();
        resolve();
      });
    });
  });
}
