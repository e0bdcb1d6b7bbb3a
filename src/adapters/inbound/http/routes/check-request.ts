import type { z } from 'zod';
import { UsageException } from '../../../../domain/exceptions/usage-exception.ts';
import { readJsonBody } from '../read-json-body.ts';
import type { RouteContext } from '../route-context.ts';
import type { ApiOperation, CheckedRequest } from './api-operation.ts';

const MAX_PROBLEMS = 10;

/**
 * Refuses unknown parameters and fields: a misspelt `dry_run` must not remove anything.
 *
 * @throws UsageException
 * @throws HttpException the body cannot be read
 */
export async function checkRequest(operation: ApiOperation, context: RouteContext): Promise<CheckedRequest> {
  const params = parse(operation.params, context.params, 'path');
  const query = context.querystring === '' ? {} : context.query;
  return {
    params,
    query: parse(operation.query, query, 'query'),
    body: operation.method === 'GET' ? {} : parse(operation.body, await readJsonBody(context), 'body'),
    context,
  };
}

function parse(schema: z.ZodObject | undefined, value: object, part: string): unknown {
  if (schema === undefined) {
    const [unknown] = Object.keys(value);
    if (unknown === undefined || part === 'path') return value;
    throw refusal([`${part}: ${JSON.stringify(unknown)} is unknown`]);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues.map(({ path, message }) => `${[part, ...path].join('.')}: ${message}`));
}

function refusal(problems: readonly string[]): UsageException {
  const shown = problems.slice(0, MAX_PROBLEMS).map((problem) => problem.slice(0, 300));
  return new UsageException(shown[0] ?? 'the request is invalid', {
    hint: 'GET /openapi.json describes the parameters of this operation.',
    details: { problems: shown },
  });
}
