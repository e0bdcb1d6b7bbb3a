import { z } from 'zod';
import { FINDING_KINDS } from '../../../../domain/health/finding-kind.ts';
import { named } from './named-schema.ts';

/** One thing that is not as it should be. */
export const findingSchema = named(
  'Finding',
  z.strictObject({
    status: z.enum(['warning', 'critical']),
    kind: z.enum(FINDING_KINDS).describe('Stable: what a client may switch on; new ones may come'),
    database: z.string().nullable().describe('null: it is about no single database'),
    message: z.string(),
    hint: z.string().describe('What to do about it'),
  }),
);
