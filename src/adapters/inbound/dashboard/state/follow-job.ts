import { effect } from '@preact/signals';
import { ApiProblem, problemFrom } from '../api/api-problem.ts';
import type { Job } from '../api/types.ts';
import { jobs } from './data.ts';
import { noteJob } from './running.ts';
import { api } from './session.ts';

/**
 * Waits for a job's end, however long the service is away in between.
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

function endOf(id: string): Promise<Job> {
  return new Promise((resolve, reject) => {
    let isAsking = false;
    // `effect` runs at once, before there is anything to stop it with.
    let stop: (() => void) | undefined;
    let isDone = false;
    const finish = (settle: () => void): void => {
      isDone = true;
      stop?.();
      settle();
    };
    const ask = async (): Promise<void> => {
      isAsking = true;
      try {
        noteJob(await api.job(id));
      } catch (error) {
        const problem = problemFrom(error);
        if (problem.status === 404 || problem.status === 401)
          finish(() => {
            reject(problem);
          });
      } finally {
        isAsking = false;
      }
    };
    stop = effect(() => {
      const job = (jobs.value.value ?? []).find((known) => known.id === id);
      if (isDone) return;
      if (job !== undefined && job.state !== 'running')
        finish(() => {
          resolve(job);
        });
      // A list that was on its way when the job began does not know it yet; one of a new process never will.
      else if (job === undefined && !isAsking) void ask();
    });
    if (isDone) stop();
  });
}
