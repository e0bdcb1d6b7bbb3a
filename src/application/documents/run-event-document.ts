import type { RunEvent } from '../ports/run-listener.ts';
import { describeError } from '../runs/describe-error.ts';
import type { JsonObject } from './json-object.ts';

export function runEventDocument(event: Exclude<RunEvent, { readonly type: 'detail' }>): JsonObject {
  const { id, operation, database, startedAt } = event.run;
  const run = { run_id: id, operation, database, started_at: startedAt.toISOString() };
  switch (event.type) {
    case 'started':
      return run;
    case 'progress':
      return { ...run, phase: event.phase, done_bytes: event.doneBytes, total_bytes: event.totalBytes };
    case 'warning':
      return { ...run, message: event.message, hint: event.hint };
    case 'succeeded':
      return { ...run, duration_ms: event.durationMs, facts: event.facts };
    case 'failed':
      return {
        ...run,
        duration_ms: event.durationMs,
        error: { ...describeError(event.error) },
        ...(event.facts && { facts: event.facts }),
      };
  }
}
