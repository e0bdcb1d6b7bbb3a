import type { Job } from '../jobs/job.ts';
import type { JsonObject } from './json-object.ts';

export function jobDocument(job: Job): JsonObject {
  const { progress } = job;
  return {
    id: job.id,
    operation: job.operation,
    database: job.database ?? null,
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
