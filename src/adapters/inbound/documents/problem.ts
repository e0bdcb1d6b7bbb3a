import { z } from 'zod';
import { EXCEPTION_CODES } from '../../../domain/exceptions/backup-manager-exception.ts';
import { named } from './fields.ts';

/** Failures of HTTP itself; they extend the codes of the domain's exceptions. */
export const HTTP_CODES = [
  'BAD_REQUEST',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'PAYLOAD_TOO_LARGE',
  'URI_TOO_LONG',
  'UNSUPPORTED_MEDIA_TYPE',
  'RANGE_NOT_SATISFIABLE',
  'TOO_MANY_REQUESTS',
  'UNAVAILABLE',
] as const;
export type HttpCode = (typeof HTTP_CODES)[number];

export const problemSchema = named(
  'Problem',
  z
    .strictObject({
      type: z.literal('about:blank'),
      title: z.string().describe('Text of the status'),
      status: z.int().min(400).max(599),
      detail: z.string().describe('What went wrong'),
      code: z.enum([...EXCEPTION_CODES, ...HTTP_CODES, 'INTERNAL']).describe('Stable identifier'),
      hint: z.string().describe("The operator's next step"),
      details: z.record(z.string(), z.unknown()),
      request_id: z.string().describe('Id of the request in the log'),
    })
    .describe('RFC 9457'),
);
