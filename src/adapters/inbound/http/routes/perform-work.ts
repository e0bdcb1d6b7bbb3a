import { jobDocument } from '../../../../application/documents/job-document.ts';
import type { JobRegistry, JobRequest } from '../../../../application/jobs/job-registry.ts';
import type { Job } from '../../../../application/jobs/job.ts';
import type { RouteContext } from '../route-context.ts';
import type { Answer } from './api-operation.ts';

const RESPOND_ASYNC = /(?:^|[,;\s])respond-async(?:$|[,;\s])/i;

/**
 * Does work as a job: waits for its end, or answers at once where the caller prefers that. A caller who hangs up does
 * not stop it: a backup that was asked for is worth more than the line.
 *
 * @param answer of what came of it
 * @throws OperationInProgressException such a job is under way
 * @throws whatever the work throws
 */
export async function performWork<T>(
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
  if (job === undefined) throw new TypeError('a job that was just begun is there');
  return {
    status: 202,
    body: jobDocument(job),
    headers: { Location: `${mountPath}/api/backup/jobs/${job.id}`, 'Preference-Applied': 'respond-async' },
  };
}
