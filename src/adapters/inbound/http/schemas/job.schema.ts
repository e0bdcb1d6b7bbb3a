import { z } from 'zod';
import { JOB_STATES } from '../../../../application/jobs/job.ts';
import { bytes, timestamp } from './fields.ts';
import { named } from './named-schema.ts';
import { runFailure } from './report.schema.ts';

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
