import type { ApiRouter } from '../api-router.ts';
import { HttpException } from '../http-exception.ts';
import type { RouteContext } from '../route-context.ts';
import type { ApiOperation, Answer } from './api-operation.ts';
import { checkRequest } from './check-request.ts';

/** Makes an operation a route: its request is checked, what it gives is the answer. */
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
      assertHarmless(operation, context);
      const given = await operation.handle(await checkRequest(operation, context));
      if (given !== undefined) answer(context, given);
    },
  });
}

/** The router takes HEAD for GET; of what works, HEAD must not make it work. */
function assertHarmless({ isSafe }: ApiOperation, context: RouteContext): void {
  if (context.method !== 'HEAD' || isSafe) return;
  throw new HttpException('METHOD_NOT_ALLOWED', 'HEAD means nothing here: GET does something', {
    hint: 'Use GET.',
    headers: { Allow: 'GET, OPTIONS' },
  });
}

function answer(context: RouteContext, { status = 200, body, headers = {} }: Answer): void {
  context.status = status;
  for (const name in headers) context.res.setHeader(name, headers[name] ?? '');
  if (body === undefined) return;
  // Before the body: one without a type is looked through for HTML.
  context.type = 'application/json';
  context.body = typeof body === 'string' ? body : JSON.stringify(body);
}
