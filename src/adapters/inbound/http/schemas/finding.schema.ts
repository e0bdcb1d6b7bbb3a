import { z } from 'zod';
import { FINDING_KINDS } from '../../../../domain/health/finding-kind.ts';
import { named } from './named-schema.ts';

export const findingSchema = named(
  'Finding',
  z.strictObject({
    status: z.enum(['warning', 'critical']),
    kind: z.enum(FINDING_KINDS).describe('Stable identifier; later versions may add others'),
    database: z.string().nullable().describe('null: not about a single database'),
    message: z.string(),
    hint: z.string().describe("The operator's next step"),
  }),
);
