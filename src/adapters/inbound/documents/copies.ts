import { z } from 'zod';
import { SKIP_RULES, type CopiesReport, type FailedCopy } from '../../../application/stores/copies-report.ts';
import { failure, failureDocument } from './failure.ts';
import { bytes, named, type JsonObject } from './fields.ts';

const failedCopy = z.strictObject({
  filename: z.string().nullable().describe('null: the whole store'),
  database: z.string().nullable().describe('null: all databases'),
  store: z.string(),
  error: failure,
});

export const copiesSchema = named(
  'Copies',
  z.strictObject({
    copied: z
      .array(
        z.strictObject({
          filename: z.string(),
          database: z.string(),
          store: z.string().describe('The store that has the new copy'),
          from: z.string().describe('The store that it was read from'),
          size: bytes.describe('Bytes of the stored file'),
        }),
      )
      .describe('With dry_run: would be copied'),
    failed: z.array(failedCopy).describe('Copies that could not be made'),
    skipped: z.array(
      z.strictObject({
        filename: z.string(),
        database: z.string().nullable(),
        store: z.string(),
        rule: z.enum(SKIP_RULES).describe('Stable identifier; later versions may add others'),
        reason: z.string(),
      }),
    ),
    source_failures: z
      .array(failedCopy)
      .describe('Copies that could not be read; another store may have served in their place'),
    dry_run: z.boolean(),
  }),
);

export function copiesDocument(report: CopiesReport): JsonObject {
  return {
    copied: report.copied.map(({ filename, database, store, from, storedBytes }) => ({
      ...{ filename, database, store, from },
      size: storedBytes,
    })),
    failed: report.failed.map(failedDocument),
    skipped: report.skipped.map(({ filename, database, store, rule, reason }) => ({
      ...{ filename, store, rule, reason },
      database: database ?? null,
    })),
    source_failures: report.sourceFailures.map(failedDocument),
    dry_run: report.dryRun,
  };
}

function failedDocument({ filename, database, store, error }: FailedCopy): JsonObject {
  return {
    filename: filename ?? null,
    database: database ?? null,
    store,
    error: failureDocument(error),
  };
}
