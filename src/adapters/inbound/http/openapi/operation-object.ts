import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import type { JsonObject } from '../../documents/fields.ts';
import { problemSchema } from '../../documents/problem.ts';
import { PROBLEM_TYPE } from '../problem-document.ts';
import type { ApiOperation, DescribedAnswer } from '../routes/api-operation.ts';
import { inlineSchema, jsonSchema } from './json-schema.ts';

const JSON_TYPE = 'application/json';

/** Any request can get these: invalid, refused Host or Origin, rate limit. */
const OF_ANY_REQUEST = [400, 403, 414, 421, 429, 500] as const;
const OF_ANY_BODY = [413, 415] as const;

export function operationObject(operation: ApiOperation): JsonObject {
  const { id, tag, summary, description, scope, withoutToken } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    'x-scope': scope,
    'x-without-token': withoutToken,
    security: withoutToken === 'anyone' ? [] : [{ token: [] }, ...(withoutToken === 'local' ? [{}] : [])],
    parameters: [
      ...parameters('path', operation.params),
      ...parameters('query', operation.query),
      ...headerParameters(operation.headers ?? {}),
    ],
    ...(operation.body !== undefined && { requestBody: requestBody(operation) }),
    responses: responses(operation),
  };
}

function parameters(place: 'path' | 'query', schema: z.ZodObject | undefined): readonly JsonObject[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const type = field as z.ZodType;
    const { description, ...rest } = inlineSchema(type);
    return {
      name,
      in: place,
      required: place === 'path' || !type.safeParse(undefined).success,
      ...(description !== undefined && { description }),
      schema: rest,
    };
  });
}

function headerParameters(headers: Readonly<Record<string, string>>): readonly JsonObject[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  }));
}

function requestBody({ body, bodyExample }: ApiOperation): JsonObject {
  if (body === undefined) return {};
  const example = bodyExample === undefined ? {} : { example: bodyExample };
  return {
    // Optional if no field is required.
    required: !body.safeParse({}).success,
    content: { [JSON_TYPE]: { schema: jsonSchema(body), ...example } },
  };
}

function responses({ answers, problems, body, params, withoutToken }: ApiOperation): JsonObject {
  const statuses = new Set<number>([
    ...OF_ANY_REQUEST,
    ...(body === undefined ? [] : OF_ANY_BODY),
    ...(params === undefined ? [] : [404]),
    ...(withoutToken === 'anyone' ? [] : [401]),
    ...problems,
  ]);
  const failures = [...statuses]
    .sort((left, right) => left - right)
    .map((status) => [status, problem(status)]);
  const successes = Object.entries(answers).map(([status, answer]) => [status, responseObject(answer)]);
  return Object.fromEntries([...failures, ...successes]) as JsonObject;
}

function responseObject({
  description,
  schema,
  mediaType = JSON_TYPE,
  example,
  headers = {},
}: DescribedAnswer): JsonObject {
  const described = Object.entries(headers).map(([name, meaning]) => [
    name,
    { description: meaning, schema: { type: 'string' } },
  ]);
  return {
    description,
    ...(described.length > 0 && { headers: Object.fromEntries(described) as JsonObject }),
    ...(schema !== undefined && {
      content: { [mediaType]: { schema: jsonSchema(schema), ...(example !== undefined && { example }) } },
    }),
  };
}

function problem(status: number): JsonObject {
  return {
    description: STATUS_CODES[status] ?? 'The caller closed the connection, or the job was cancelled',
    content: { [PROBLEM_TYPE]: { schema: jsonSchema(problemSchema) } },
  };
}
