import { z } from 'zod';
import type { RunEvent } from '../../../application/ports/run-listener.ts';
import type { RunReport } from '../../../application/report-run.ts';
import { describeError } from '../../../application/runs/describe-error.ts';
import { shownDatabase } from '../../../domain/backup/database-name.ts';
import type { HistoryEntry } from '../../../domain/history/history-entry.ts';
import { type JsonObject, count, databaseName, limit, milliseconds, named, timestamp } from './fields.ts';
import { HISTORY_OUTCOMES } from '../../../domain/history/history-entry.ts';
import { LOG_LEVELS } from '../../../domain/history/log-line.ts';

export const historyQuery = z.strictObject({
  database: databaseName.optional(),
  operation: z
    .string()
    .max(64)
    .regex(/^[a-z_-]+$/)
    .optional()
    .describe('E.g. create, verify, restore or cleanup'),
  outcome: z.enum(HISTORY_OUTCOMES).optional(),
  limit: limit.optional().describe('Maximum number of runs'),
});

const notice = z.strictObject({ message: z.string(), hint: z.string() });
export const runFailure = z.strictObject({ code: z.string(), message: z.string(), hint: z.string() });

export const runSchema = named(
  'Run',
  z.strictObject({
    id: z.string(),
    operation: z.string(),
    database: z.string(),
    started_at: timestamp,
    outcome: z.enum(HISTORY_OUTCOMES),
    duration_ms: milliseconds.nullable(),
    facts: z.record(z.string(), z.unknown()),
    warnings: z.array(notice),
    error: runFailure.nullable(),
  }),
);

export const historySchema = named(
  'History',
  z.strictObject({
    runs: z.array(runSchema).describe('Newest first'),
    unreadable_lines: count.describe('Lines of the run history that a crash or a full disk damaged'),
  }),
);

const logLine = z.strictObject({
  at: timestamp,
  level: z.enum(LOG_LEVELS),
  message: z.string(),
  fields: z.record(z.string(), z.unknown()).describe('Additional fields; secrets are masked'),
});

export const runDetailsSchema = named(
  'RunDetails',
  runSchema.extend({
    log: z.array(logLine).describe('Lines of this run in the log file, oldest first: at most the newest 500'),
  }),
);

export function historyDocument(runs: readonly HistoryEntry[]): readonly JsonObject[] {
  return runs.map(runDocument);
}

export function runDetailsDocument({ run, log }: RunReport): JsonObject {
  return {
    ...runDocument(run),
    log: log.map(({ at, level, message, fields }) => ({ at: at.toISOString(), level, message, fields })),
  };
}

function runDocument(run: HistoryEntry): JsonObject {
  return {
    id: run.id,
    operation: run.operation,
    database: shownDatabase(run.database),
    started_at: run.startedAt.toISOString(),
    outcome: run.outcome,
    duration_ms: run.durationMs ?? null,
    facts: run.facts,
    warnings: run.warnings.map(({ message, hint }) => ({ message, hint })),
    error: run.error === undefined ? null : { ...run.error },
  };
}

export function runEventDocument(event: Exclude<RunEvent, { readonly type: 'detail' }>): JsonObject {
  const { id, operation, database, startedAt } = event.run;
  const run = {
    run_id: id,
    operation,
    database: shownDatabase(database),
    started_at: startedAt.toISOString(),
  };
  switch (event.type) {
    case 'started':
      return run;
    case 'progress':
      return { ...run, phase: event.phase, done_bytes: event.doneBytes, total_bytes: event.totalBytes };
    case 'warning':
      return { ...run, message: event.message, hint: event.hint };
    case 'succeeded':
      return {
        ...run,
        outcome: event.outcome ?? 'succeeded',
        duration_ms: event.durationMs,
        facts: event.facts,
      };
    case 'failed':
      return {
        ...run,
        duration_ms: event.durationMs,
        error: { ...describeError(event.error) },
        ...(event.facts && { facts: event.facts }),
      };
  }
}
