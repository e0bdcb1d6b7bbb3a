import { z } from 'zod';
import type {
  DatabaseStatistics,
  StatisticsReport,
  StoreStatistics,
} from '../../../application/report-statistics.ts';
import { failure, failureDocument } from './failure.ts';
import { type JsonObject, bytes, count, filename, milliseconds, named, timestamp } from './fields.ts';

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
        newest_at: timestamp.describe(
          'Of the newest backup, or of the last run that found the database unchanged since',
        ),
        compression_ratio: z.number().nullable().describe('Of the fulls; null: there is none'),
        quarantined: count,
        frozen: z.string().nullable().describe('Why retention is paused'),
        series: z.array(point).describe('Oldest first'),
      }),
    ),
    stores: z
      .array(
        z.strictObject({
          name: z.string(),
          backups: count.nullable(),
          verified: count.nullable(),
          damaged: count.nullable(),
          bytes: bytes.nullable(),
          error: failure.nullable().describe('Why it cannot be listed; then the numbers are null'),
        }),
      )
      .describe('Each store; the other numbers are of the first one'),
  }),
);

export function statisticsDocument(report: StatisticsReport): JsonObject {
  return {
    total_backups: report.totalBackups,
    verified_backups: report.verifiedBackups,
    damaged_backups: report.damagedBackups,
    unmanaged_files: report.unmanagedFiles,
    total_bytes: report.totalBytes,
    quarantined_captures: report.quarantinedCaptures,
    databases: report.databases.map(databaseDocument),
    stores: report.stores.map(storeDocument),
  };
}

function storeDocument({
  store,
  error,
  backups,
  verified,
  damaged,
  storedBytes,
}: StoreStatistics): JsonObject {
  const numbers = { backups, verified, damaged, bytes: storedBytes };
  if (error === undefined) return { name: store, ...numbers, error: null };
  const unknown = { backups: null, verified: null, damaged: null, bytes: null };
  return { name: store, ...unknown, error: failureDocument(error) };
}

function databaseDocument(statistics: DatabaseStatistics): JsonObject {
  return {
    database: statistics.database,
    backups: statistics.backups,
    verified: statistics.verified,
    damaged: statistics.damaged,
    stored_bytes: statistics.storedBytes,
    oldest_at: statistics.oldestAt.toISOString(),
    newest_at: statistics.newestAt.toISOString(),
    compression_ratio: statistics.compressionRatio ?? null,
    quarantined: statistics.quarantined,
    frozen: statistics.frozen ?? null,
    series: statistics.series.map((point) => ({
      filename: point.filename,
      created_at: point.createdAt.toISOString(),
      stored_bytes: point.storedBytes,
      database_bytes: point.databaseBytes,
      duration_ms: point.durationMs,
      verified: point.verified,
    })),
  };
}
