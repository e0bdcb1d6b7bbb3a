import { jobSchema } from '../../documents/job.ts';
import type { DescribedAnswer } from './api-operation.ts';

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
