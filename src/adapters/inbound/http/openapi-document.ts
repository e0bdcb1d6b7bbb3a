import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { SCOPES } from '../../../domain/access/scope.ts';
import { type JsonObject, NAMED_SCHEMAS, nameOf } from '../documents/fields.ts';
import { problemSchema } from '../documents/problem.ts';
import { PROBLEM_TYPE } from './problem-document.ts';
import type { ApiOperation, DescribedAnswer } from './routes/api-operation.ts';

const DESCRIPTION = `Create, verify, list, clean up and restore backups of live SQLite databases.

Failures are problem documents (RFC 9457) with a stable \`code\` and a \`hint\`. Unknown parameters and fields are
refused with 400. \`Prefer: respond-async\` runs an operation in the background.`;

const SECURITY_DESCRIPTION = `A token from \`backup-manager token create\`. Each scope includes the ones before it:
${SCOPES.join(', ')}. \`x-scope\` is the scope that an operation needs. On a loopback address without configured
tokens, local callers need no token for operations with \`x-without-token: local\`.`;

/** @param mountPath prefix of the paths, e.g. `/admin`; empty at the root */
export function openApiDocument(
  operations: readonly ApiOperation[],
  version: string,
  mountPath: string,
): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const operation of operations) {
    const path = operation.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: operationObject(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'backup-manager',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: mountPath === '' ? '/' : mountPath }],
    tags: [
      { name: 'service', description: 'State of the service' },
      { name: 'backups', description: 'Create and manage backups' },
      { name: 'stores', description: 'Stores and the copies in them' },
      { name: 'restore', description: 'Download, inspect and restore' },
      { name: 'runs', description: 'Jobs, events and run history' },
    ],
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: SECURITY_DESCRIPTION } },
    },
  };
}

const JSON_TYPE = 'application/json';

/** Any request can get these: invalid, refused Host or Origin, rate limit. */
const OF_ANY_REQUEST = [400, 403, 414, 421, 429, 500] as const;
const OF_ANY_BODY = [413, 415] as const;

function operationObject(operation: ApiOperation): JsonObject {
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

const PREFIX = '#/components/schemas/';

/** As JSON Schema 2020-12; a named schema becomes a reference. */
function jsonSchema(schema: z.ZodType): JsonObject {
  const name = nameOf(schema);
  return name === undefined ? inlineSchema(schema) : { $ref: PREFIX + name };
}

function inlineSchema(schema: z.ZodType): JsonObject {
  return plain(z.toJSONSchema(schema, { io: 'output', override }));
}

function componentSchemas(): JsonObject {
  const { schemas } = z.toJSONSchema(NAMED_SCHEMAS, { io: 'output', uri: (id) => PREFIX + id, override });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, plain(schema)]));
}

function plain(schema: object): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id' && key !== '~standard'),
  );
}

/** `format` is enough; zod's pattern of a date has 400 characters. */
function override({ jsonSchema: schema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (schema.format !== undefined) delete schema.pattern;
}
