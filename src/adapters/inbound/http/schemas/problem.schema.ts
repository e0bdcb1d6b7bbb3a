import { z } from 'zod';
import { EXCEPTION_CODES } from '../../../../domain/exceptions/backup-manager-exception.ts';
import { HTTP_STATUS_OF, type HttpCode } from '../http-exception.ts';
import { named } from './named-schema.ts';

const HTTP_CODES = Object.keys(HTTP_STATUS_OF) as HttpCode[];

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
