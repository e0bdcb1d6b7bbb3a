import { z } from 'zod';
import { jobDocument, jobListSchema, jobSchema } from '../../documents/job.ts';
import type { Job } from '../../../../application/jobs/job.ts';
import { HttpException } from '../http-exception.ts';
import type { HttpServices } from '../http-services.ts';
import { operation, type ApiOperation } from './api-operation.ts';

const params = z.strictObject({ id: z.uuid() });

const COMMON = { tag: 'runs', withoutToken: 'local', problems: [] } as const;
const ONE = { ...COMMON, path: '/api/backup/jobs/:id', params, problems: [404] } as const;

export function jobOperations({ jobs }: Pick<HttpServices, 'jobs'>): readonly ApiOperation[] {
  return [
    operation({
      ...COMMON,
      id: 'listJobs',
      method: 'GET',
      path: '/api/backup/jobs',
      scope: 'read',
      isSafe: true,
      summary: 'Running and recent jobs of this process',
      answers: { 200: { description: 'All running jobs and up to 200 ended ones', schema: jobListSchema } },
      handle: () => ({ body: { jobs: jobs.list().map(jobDocument) } }),
    }),
    operation({
      ...ONE,
      id: 'getJob',
      method: 'GET',
      scope: 'read',
      isSafe: true,
      summary: 'One job',
      answers: { 200: { description: 'The present state of the job', schema: jobSchema } },
      handle: (request) => ({ body: jobDocument(known(jobs.get(request.params.id))) }),
    }),
    operation({
      ...ONE,
      id: 'cancelJob',
      method: 'DELETE',
      scope: 'operate',
      isSafe: false,
      audit: 'cancel',
      summary: 'Cancel a job',
      answers: {
        200: { description: 'The job had already ended', schema: jobSchema },
        202: { description: 'The job is being cancelled; it may still complete', schema: jobSchema },
      },
      handle: (request) => {
        request.context.state.auditTarget = request.params.id;
        const job = known(jobs.cancel(request.params.id));
        return { status: job.state === 'running' ? 202 : 200, body: jobDocument(job) };
      },
    }),
  ];
}

function known(job: Job | undefined): Job {
  if (job !== undefined) return job;
  throw new HttpException('NOT_FOUND', 'there is no such job', {
    hint: 'Jobs are kept until a restart, and at most 200. GET /api/backup/history has every run.',
  });
}
