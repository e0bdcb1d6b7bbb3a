import { z } from 'zod';
import { named, storeQuery, timestamp } from './fields.ts';

export const DOWNLOAD_FORMS = ['stored', 'database'] as const;
export type DownloadForm = (typeof DOWNLOAD_FORMS)[number];

export const downloadLinkQuery = storeQuery.extend({
  form: z
    .enum(DOWNLOAD_FORMS)
    .default('stored')
    .describe('`stored`: the stored file. `database`: the database in it, of a delta rebuilt from its chain'),
});

export const downloadQuery = downloadLinkQuery.extend({
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
