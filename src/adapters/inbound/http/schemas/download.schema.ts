import { z } from 'zod';
import { moment } from './fields.ts';
import { named } from './named-schema.ts';

export const downloadQuery = z.strictObject({
  ticket: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .optional()
    .describe('Of a link that is good once, in place of a token'),
});

export const downloadLinkSchema = named(
  'DownloadLink',
  z.strictObject({
    url: z.string().describe('Good for one GET, without a token'),
    expires_at: moment,
  }),
);
