import { z } from 'zod';
import { JOB_STATES, type Job } from '../../../application/jobs/job.ts';
import { shownDatabase } from '../../../domain/backup/database-name.ts';
import { type JsonObject, bytes, named, timestamp } from './fields.ts';
import { runFailure } from './run.ts';

export const jobSchema = named(
  'Job',
  z.strictObject({
    id: z.uuid(),
    operation: z.string(),
    database: z.string().nullable().describe('null: several, or all'),
    state: z.enum(JOB_STATES),
    cancel_requested: z.boolean(),
    run_id: z.string().nullable().describe('The present or last run of the job'),
    progress: z.strictObject({ phase: z.string(), done_bytes: bytes, total_bytes: bytes }).nullable(),
    result: z.unknown().describe('The answer of the operation; null unless it succeeded'),
    error: runFailure.nullable(),
    started_at: timestamp,
    ended_at: timestamp.nullable(),
  }),
);

export const jobListSchema = named(
  'JobList',
  z.strictObject({ jobs: z.array(jobSchema).describe('Newest first') }),
);

export function jobDocument(job: Job): JsonObject {
  const { progress } = job;
  return {
    id: job.id,
    operation: job.operation,
    database: job.database === undefined ? null : shownDatabase(job.database),
    state: job.state,
    cancel_requested: job.cancelRequested,
    run_id: job.runId ?? null,
    progress:
      progress === undefined
        ? null
        : { phase: progress.phase, done_bytes: progress.doneBytes, total_bytes: progress.totalBytes },
    result: job.result ?? null,
    error: job.error === undefined ? null : { ...job.error },
    started_at: job.startedAt.toISOString(),
    ended_at: job.endedAt?.toISOString() ?? null,
  };
}
