import { z } from 'zod';
import { HISTORY_OUTCOMES } from '../../../../domain/history/history-entry.ts';
import { LOG_LEVELS } from '../../../../domain/history/log-line.ts';
import { bytes, count, databaseName, filename, limit, milliseconds, timestamp } from './fields.ts';
import { named } from './named-schema.ts';

export const pingSchema = named('Pong', z.strictObject({ status: z.literal('ok'), version: z.string() }));

const point = z.strictObject({
  filename,
  created_at: timestamp,
  stored_bytes: bytes,
  database_bytes: bytes,
  duration_ms: milliseconds,
  verified: z.boolean(),
});

export const statisticsSchema = named(
  'Statistics',
  z.strictObject({
    total_backups: count,
    verified_backups: count,
    damaged_backups: count.describe('Backups with known damage'),
    unmanaged_files: count,
    total_bytes: bytes,
    quarantined_captures: count,
    databases: z.array(
      z.strictObject({
        database: z.string(),
        backups: count,
        verified: count,
        damaged: count,
        stored_bytes: bytes,
        oldest_at: timestamp,
        newest_at: timestamp,
        compression_ratio: z.number().nullable(),
        quarantined: count,
        frozen: z.string().nullable().describe('Why retention is paused'),
        series: z.array(point).describe('Oldest first'),
      }),
    ),
  }),
);

export const configSchema = named(
  'Config',
  z
    .record(z.string(), z.strictObject({ value: z.unknown(), source: z.string() }))
    .describe('Every effective setting and its source; secrets are masked'),
);

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

export const acknowledgementSchema = named(
  'Acknowledgement',
  z.strictObject({
    database: z.string(),
    acknowledged: z.array(z.string()).describe('Anomalies that no longer pause retention'),
  }),
);
