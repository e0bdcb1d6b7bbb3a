import { z } from 'zod';
import { SCOPES } from '../../../../domain/access/scope.ts';
import { named } from './named-schema.ts';

export const sessionSchema = named(
  'Session',
  z.strictObject({
    name: z.string().nullable().describe('Of the token; null: a local caller without a token'),
    scope: z.enum(SCOPES).nullable().describe('Of the token'),
    may: z.array(z.string()).describe('`operationId` of each permitted operation'),
  }),
);
