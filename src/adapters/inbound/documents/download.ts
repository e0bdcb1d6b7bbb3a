import { z } from 'zod';
import { named, storeQuery, timestamp } from './fields.ts';

export const downloadQuery = storeQuery.extend({
  ticket: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .optional()
    .describe('Ticket of a one-time link, instead of a token'),
});

export const downloadLinkSchema = named(
  'DownloadLink',
  z.strictObject({
    url: z.string().describe('Valid for one GET without a token'),
    expires_at: timestamp,
  }),
);
