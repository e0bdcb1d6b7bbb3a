import { z } from 'zod';
import type { JsonObject } from '../../documents/fields.ts';
import { operation, type ApiOperation } from './api-operation.ts';

/** @param describe builds the document for a mount path; called on demand */
export function openApiOperation(describe: (mountPath: string) => JsonObject): ApiOperation {
  let last: { readonly mountPath: string; readonly text: string } | undefined;
  return operation({
    id: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    tag: 'service',
    scope: 'read',
    withoutToken: 'local',
    isSafe: true,
    summary: 'This document',
    answers: {
      200: {
        description: 'OpenAPI 3.1',
        schema: z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }),
      },
    },
    problems: [],
    handle: ({ context }) => {
      const { mountPath } = context.state;
      if (last?.mountPath !== mountPath) last = { mountPath, text: JSON.stringify(describe(mountPath)) };
      return { body: last.text };
    },
  });
}
