import { z } from 'zod';
import type { CleanupBackupsResult, DecidedFile } from '../../../application/cleanup-backups.ts';
import { MAX_COUNT, MAX_DAYS } from '../../../domain/retention/retention-policy.ts';
import { RETENTION_RULES } from '../../../domain/retention/retention-rule.ts';
import { CHECK_RESULTS } from '../../../domain/verification/verification.ts';
import { type JsonObject, databaseName, named } from './fields.ts';

export const cleanupBody = z.strictObject({
  database: databaseName.optional().describe('Only the backups of this database'),
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
  rule: z.enum(RETENTION_RULES).describe('Stable identifier; later versions may add others'),
  reason: z.string(),
});

export const cleanupSchema = named(
  'Cleanup',
  z.strictObject({
    removed: z.array(decided).describe('With dry_run: would be removed'),
    kept: z.array(decided),
    failed: z.array(z.strictObject({ filename: z.string(), error: z.string() })),
    checked: z
      .array(
        z.strictObject({
          filename: z.string(),
          result: z.enum([...CHECK_RESULTS, 'pending']).describe('pending: a dry run verifies nothing'),
          detail: z.string(),
        }),
      )
      .describe('Backups verified before others were removed; with dry_run: would be verified'),
    dry_run: z.boolean(),
  }),
);

export function cleanupDocument(cleaned: CleanupBackupsResult): JsonObject {
  return {
    removed: cleaned.removed.map(decidedDocument),
    kept: cleaned.kept.map(decidedDocument),
    failed: cleaned.failed.map(({ filename, error }) => ({ filename, error })),
    checked: cleaned.checked.map(({ filename, result, detail }) => ({ filename, result, detail })),
    dry_run: cleaned.dryRun,
  };
}

export function decidedDocument({ filename, rule, reason }: DecidedFile): JsonObject {
  return { filename, rule, reason };
}
