import type { ApiRouter } from '../api-router.ts';
import { HttpException } from '../http-exception.ts';
import type { RouteContext } from '../route-context.ts';
import type { ApiOperation, Answer } from './api-operation.ts';
import { checkRequest } from './check-request.ts';

/** Adds a route that checks the request and sends the answer of the operation. */
export function addOperation(router: ApiRouter, operation: ApiOperation): void {
  const { method, path, scope, withoutToken, admit, isExpensive, audit } = operation;
  router.route({
    method,
    path,
    scope,
    withoutToken,
    ...(admit !== undefined && { admit }),
    ...(isExpensive !== undefined && { isExpensive }),
    ...(audit !== undefined && { audit }),
    handle: async (context) => {
      assertSafeHead(operation, context);
      const result = await operation.handle(await checkRequest(operation, context));
      if (result !== undefined) answer(context, result);
    },
  });
}

/** The router handles HEAD like GET; HEAD must not start an operation. */
function assertSafeHead({ isSafe }: ApiOperation, context: RouteContext): void {
  if (context.method !== 'HEAD' || isSafe) return;
  throw new HttpException('METHOD_NOT_ALLOWED', 'method HEAD is not allowed: GET starts an operation', {
    hint: 'Use GET.',
    headers: { Allow: 'GET, OPTIONS' },
  });
}

function answer(context: RouteContext, { status = 200, body, headers = {} }: Answer): void {
  context.status = status;
  for (const name in headers) context.res.setHeader(name, headers[name] ?? '');
  if (body === undefined) return;
  // Before the body: Koa inspects a body without a type for HTML.
  context.type = 'application/json';
  context.body = typeof body === 'string' ? body : JSON.stringify(body);
}
