import { z } from 'zod';
import type { JsonObject } from '../../../../application/documents/json-object.ts';
import { operation, type ApiOperation } from './api-operation.ts';

/** @param describe makes the document; asked for once, when it is wanted first */
export function openApiOperation(describe: () => JsonObject): ApiOperation {
  let text: string | undefined;
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
    handle: () => {
      text ??= JSON.stringify(describe());
      return { body: text };
    },
  });
}
