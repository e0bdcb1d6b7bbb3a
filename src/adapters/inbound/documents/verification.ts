import { z } from 'zod';
import type { VerifyBackupResult } from '../../../application/verify-backup.ts';
import { CHECK_RESULTS, VERIFICATION_LEVELS } from '../../../domain/verification/verification.ts';
import { type JsonObject, filename, milliseconds, named, noteCount, storeQuery } from './fields.ts';

export const verifyQuery = storeQuery.extend({
  level: z.enum(VERIFICATION_LEVELS).optional().describe('Verification level; each includes the ones before'),
});

export const verificationSchema = named(
  'Verification',
  z.strictObject({
    filename,
    store: z.string().describe('The store whose copy was verified'),
    level: z.enum(VERIFICATION_LEVELS),
    result: z.enum(CHECK_RESULTS),
    checks: z.array(
      z.strictObject({
        name: z.string(),
        result: z.enum(CHECK_RESULTS),
        detail: z.string(),
        note_count: noteCount.optional(),
      }),
    ),
    duration_ms: milliseconds,
    restore_ms: milliseconds.optional().describe('Duration of the restore of a drill'),
  }),
);

export function verifyDocument(verified: VerifyBackupResult): JsonObject {
  return {
    filename: verified.filename,
    store: verified.store,
    level: verified.level,
    result: verified.result,
    checks: verified.checks.map(({ name, result, detail, noteCount }) => ({
      name,
      result,
      detail,
      ...(noteCount !== undefined && { note_count: noteCount }),
    })),
    duration_ms: verified.durationMs,
    ...(verified.restoreMs !== undefined && { restore_ms: verified.restoreMs }),
  };
}
