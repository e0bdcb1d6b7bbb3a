import { z } from 'zod';
import { SCOPES } from '../../../domain/access/scope.ts';
import { named } from './fields.ts';

export const pingSchema = named('Pong', z.strictObject({ status: z.literal('ok'), version: z.string() }));

export const configSchema = named(
  'Config',
  z
    .record(z.string(), z.strictObject({ value: z.unknown(), source: z.string() }))
    .describe('Every effective setting and its source; secrets are masked'),
);

export const acknowledgementSchema = named(
  'Acknowledgement',
  z.strictObject({
    database: z.string(),
    acknowledged: z.array(z.string()).describe('Anomalies that no longer pause retention'),
  }),
);

export const sessionSchema = named(
  'Session',
  z.strictObject({
    name: z.string().nullable().describe('Of the token; null: a local caller without a token'),
    scope: z.enum(SCOPES).nullable().describe('Of the token'),
    may: z.array(z.string()).describe('`operationId` of each permitted operation'),
    last_event_id: z
      .string()
      .describe('Follow the events from here: state that is read after this answer misses no change'),
  }),
);
