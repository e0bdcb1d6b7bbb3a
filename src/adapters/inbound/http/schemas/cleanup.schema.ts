import { z } from 'zod';
import { databaseName } from './fields.ts';
import { named } from './named-schema.ts';

export const cleanupBody = z.strictObject({
  database: databaseName.optional().describe('Only the backups of this one'),
  dry_run: z.boolean().optional().describe('Decide and report, remove nothing'),
});

const decided = z.strictObject({ filename: z.string(), reason: z.string() });

export const cleanupSchema = named(
  'Cleanup',
  z.strictObject({
    removed: z.array(decided).describe('With dry_run: what would be'),
    kept: z.array(decided),
    failed: z.array(z.strictObject({ filename: z.string(), error: z.string() })),
    dry_run: z.boolean(),
  }),
);
