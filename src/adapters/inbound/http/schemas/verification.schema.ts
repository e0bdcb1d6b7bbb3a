import { z } from 'zod';
import { CHECK_RESULTS, VERIFICATION_LEVELS } from '../../../../domain/verification/verification.ts';
import { filename, milliseconds, noteCount } from './fields.ts';
import { named } from './named-schema.ts';

export const verifyQuery = z.strictObject({
  level: z.enum(VERIFICATION_LEVELS).optional().describe('Verification level; each includes the ones before'),
});

export const verificationSchema = named(
  'Verification',
  z.strictObject({
    filename,
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
