import { z } from 'zod';
import type { BackUpOutcome } from '../../../application/back-up-all.ts';
import type { BackUpAndCleanUpResult } from '../../../application/back-up-and-clean-up.ts';
import { sourceCheck, sourceCheckDocument } from './backup.ts';
import { decided, decidedDocument } from './cleanup.ts';
import {
  type JsonObject,
  bytes,
  count,
  databaseName,
  filename,
  label,
  milliseconds,
  named,
  parent,
  sha256,
  timestamp,
} from './fields.ts';
import { failure, failureDocument } from './failure.ts';
import { BACKUP_TYPES } from '../../../domain/backup/backup-type.ts';
import { COMPRESSIONS } from '../../../domain/backup/compression.ts';
import { CONSISTENCIES, ENGINES } from '../../../domain/backup/manifest.ts';

export const createBody = z.strictObject({
  database: databaseName.optional().describe('The database; default: all databases'),
  label: label.optional(),
  type: z
    .enum(BACKUP_TYPES)
    .optional()
    .describe('Make a full, diff or incr; default: as the intervals in the settings require'),
  moved: z
    .boolean()
    .optional()
    .describe('The database was moved: accept its configured path under the same name'),
});

export const createdBackupSchema = named(
  'CreatedBackup',
  z.strictObject({
    database: z.string(),
    filename: filename.describe('Of the backup; with `unchanged`, of the newest one, as all fields below'),
    path: z.string(),
    created_at: timestamp,
    type: z.enum(BACKUP_TYPES),
    parent,
    frames: count.nullable().describe('Pages in a diff or incr; null: a full'),
    unchanged: z
      .boolean()
      .describe('true: the database did not change since the newest backup, and no file was made'),
    reason: z.string().describe('Why the backup has its type, or why no file was made'),
    size: bytes.describe('Bytes of the stored file'),
    database_bytes: bytes,
    database_sha256: sha256.nullable().describe('null: the backup is encrypted'),
    stored_sha256: sha256,
    compression: z.enum(COMPRESSIONS),
    encrypted: z.boolean(),
    engine: z.enum(ENGINES),
    consistency: z.enum(CONSISTENCIES),
    journal_mode: z.string(),
    page_count: count,
    duration_ms: milliseconds,
    verified: z.boolean(),
    label: z.string().nullable(),
    source_check: sourceCheck,
    copies: z
      .array(
        z.strictObject({
          store: z.string(),
          result: z.enum(['ok', 'failed']),
          error: failure.nullable(),
        }),
      )
      .describe('One per store; empty if no file was made'),
    removed: z.array(decided).describe('Backups that retention removed afterwards, with the reasons'),
  }),
);

const failedBackupSchema = named(
  'FailedBackup',
  z.strictObject({
    database: z.string().nullable(),
    path: z.string(),
    error: failure,
  }),
);

/** One database: the backup. Several: one outcome for each. */
export const createAnswerSchema = named(
  'CreateAnswer',
  z.union([createdBackupSchema, z.array(z.union([createdBackupSchema, failedBackupSchema]))]),
);

export function createDocument({
  backup,
  manifest,
  verified,
  type,
  reason,
  unchanged,
  copies,
  removed,
}: BackUpAndCleanUpResult): JsonObject {
  return {
    database: manifest.database,
    filename: backup.filename,
    path: backup.location,
    created_at: backup.createdAt.toISOString(),
    type,
    parent: manifest.parent?.filename ?? null,
    frames: manifest.frames ?? null,
    unchanged,
    reason,
    size: backup.storedBytes,
    database_bytes: manifest.databaseBytes,
    database_sha256: manifest.databaseSha256 ?? null,
    stored_sha256: manifest.storedSha256,
    compression: manifest.compression,
    encrypted: manifest.encryption !== undefined,
    engine: manifest.engine,
    consistency: manifest.consistency,
    journal_mode: manifest.journalMode,
    page_count: manifest.pageCount,
    duration_ms: manifest.durationMs,
    verified,
    label: backup.state.label ?? null,
    source_check: sourceCheckDocument(manifest.sourceCheck),
    copies: copies.map(({ store, result, error }) => ({
      ...{ store, result },
      error: error === undefined ? null : failureDocument(error),
    })),
    removed: removed.map(decidedDocument),
  };
}

export function outcomeDocument({ database, path, result, error }: BackUpOutcome): JsonObject {
  if (result !== undefined) return createDocument(result);
  return { database: database ?? null, path, error: failureDocument(error) };
}
