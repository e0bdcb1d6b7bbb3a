import { z } from 'zod';
import type { DecidedFile } from '../../../application/cleanup-backups.ts';
import type { CleanupStoresResult, InStore } from '../../../application/cleanup-stores.ts';
import { MAX_COUNT, MAX_DAYS } from '../../../domain/retention/retention-policy.ts';
import { RETENTION_RULES } from '../../../domain/retention/retention-rule.ts';
import { CHECK_RESULTS } from '../../../domain/verification/verification.ts';
import { failure, failureDocument } from './failure.ts';
import { type JsonObject, bytes, databaseName, named } from './fields.ts';

export const cleanupBody = z.strictObject({
  database: databaseName.optional().describe('Only the backups of this database'),
  store: z.string().max(64).optional().describe('Only this store; default: every store'),
  keep_days: z
    .int()
    .min(0)
    .max(MAX_DAYS)
    .optional()
    .describe('Days of history to keep, instead of the setting'),
  max_files: z
    .int()
    .min(1)
    .max(MAX_COUNT)
    .optional()
    .describe('Maximum number of verified backups, instead of the setting max_backup_files'),
  dry_run: z.boolean().optional().describe('Report only, remove nothing'),
});

export const decided = z.strictObject({
  filename: z.string(),
  store: z.string(),
  rule: z.enum(RETENTION_RULES).describe('Stable identifier; later versions may add others'),
  reason: z.string(),
});

export const cleanupSchema = named(
  'Cleanup',
  z.strictObject({
    removed: z.array(decided).describe('With dry_run: would be removed'),
    kept: z.array(decided),
    failed: z.array(z.strictObject({ filename: z.string(), store: z.string(), error: z.string() })),
    checked: z
      .array(
        z.strictObject({
          filename: z.string(),
          store: z.string(),
          result: z.enum([...CHECK_RESULTS, 'pending']).describe('pending: a dry run verifies nothing'),
          detail: z.string(),
        }),
      )
      .describe('Backups verified before others were removed; with dry_run: would be verified'),
    freed_bytes: bytes.describe('Stored bytes of the removed files; with dry_run: would be freed'),
    store_failures: z
      .array(z.strictObject({ store: z.string(), error: failure }))
      .describe('Stores without a cleanup, because they cannot be used'),
    dry_run: z.boolean(),
  }),
);

export function cleanupDocument(cleaned: CleanupStoresResult): JsonObject {
  return {
    removed: cleaned.removed.map(decidedDocument),
    kept: cleaned.kept.map(decidedDocument),
    failed: cleaned.failed.map(({ filename, store, error }) => ({ filename, store, error })),
    checked: cleaned.checked.map(({ filename, store, result, detail }) => ({
      filename,
      store,
      result,
      detail,
    })),
    freed_bytes: cleaned.freedBytes,
    store_failures: cleaned.storeFailures.map(({ store, error }) => ({
      store,
      error: failureDocument(error),
    })),
    dry_run: cleaned.dryRun,
  };
}

export function decidedDocument({ filename, store, rule, reason }: InStore<DecidedFile>): JsonObject {
  return { filename, store, rule, reason };
}
