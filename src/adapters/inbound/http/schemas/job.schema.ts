import { z } from 'zod';
import { JOB_STATES } from '../../../../application/jobs/job.ts';
import { bytes, moment } from './fields.ts';
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
    run_id: z.string().nullable().describe('The run that it is at, or was at last'),
    progress: z.strictObject({ phase: z.string(), done_bytes: bytes, total_bytes: bytes }).nullable(),
    result: z.unknown().describe('As the operation answers; null unless it succeeded'),
    error: runFailure.nullable(),
    started_at: moment,
    ended_at: moment.nullable(),
  }),
);

export const jobListSchema = named(
  'JobList',
  z.strictObject({ jobs: z.array(jobSchema).describe('Newest first') }),
);
