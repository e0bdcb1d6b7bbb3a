import type { JobRegistry, JobRequest } from '../../../../application/jobs/job-registry.ts';
import type { Job } from '../../../../application/jobs/job.ts';
import { jobDocument, jobSchema } from '../../documents/job.ts';
import type { RouteContext } from '../route-context.ts';
import type { Answer, DescribedAnswer } from './api-operation.ts';

const RESPOND_ASYNC = /(?:^|[,;\s])respond-async(?:$|[,;\s])/i;

/**
 * Runs an operation as a job and waits for it, or answers at once if the caller prefers that. A closed connection does
 * not stop the job: the backup is still wanted.
 *
 * @throws OperationInProgressException such a job is running
 */
export async function runJob<T>(
  jobs: Pick<JobRegistry, 'start' | 'get'>,
  context: RouteContext,
  request: JobRequest<T>,
  answer: (result: T) => Answer,
): Promise<Answer> {
  const started = jobs.start(request);
  if (!RESPOND_ASYNC.test(context.get('Prefer'))) return answer(await started.outcome);
  return accepted(jobs.get(started.id), context.state.mountPath);
}

function accepted(job: Job | undefined, mountPath: string): Answer {
  if (job === undefined) throw new TypeError('a job that was just started is missing');
  return {
    status: 202,
    body: jobDocument(job),
    headers: { Location: `${mountPath}/api/backup/jobs/${job.id}`, 'Preference-Applied': 'respond-async' },
  };
}

export const PREFER_HEADER = {
  Prefer: '`respond-async`: answer 202 with the job at once, and run it in the background',
} as const;

export const ACCEPTED: DescribedAnswer = {
  description: 'The job, started by `Prefer: respond-async`',
  schema: jobSchema,
  headers: { Location: 'URL of the job', 'Preference-Applied': '`respond-async`' },
  example: {
    id: '0f9a2c1e-7a53-4d0f-9d3c-1f8f5f3b7a10',
    operation: 'create',
    database: 'app',
    state: 'running',
    cancel_requested: false,
    run_id: null,
    progress: null,
    result: null,
    error: null,
    started_at: '2026-11-22T21:08:00.123Z',
    ended_at: null,
  },
};
