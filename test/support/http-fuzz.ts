import { Agent, request as httpRequest } from 'node:http';
import fc from 'fast-check';
import type { ApiWorld } from './api-world.ts';
import { complaintsAbout, fetchOpenApi, operationsOf } from './openapi-checks.ts';
import type { LocatedOperation, OpenApiDocument } from './openapi-checks.ts';

export interface FuzzRequest {
  readonly operation: LocatedOperation;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface FuzzOptions {
  readonly runs: number;
  /** The same seed sends the same requests. */
  readonly seed?: number | undefined;
}

type Schema = Readonly<Record<string, unknown>>;

/** An endless response, such as the event stream, is closed after this time. */
const MAX_WAIT_MS = 5000;
const MANY_BYTES = 70_000;

/**
 * Sends valid and hostile requests derived from the OpenAPI document, and rejects at the first response that the
 * document does not describe or that is a failure of the server.
 */
export async function fuzzApi(world: ApiWorld, { runs, seed }: FuzzOptions): Promise<void> {
  await world.create();
  world.product.disk.write('/backup/other_20260115_020000.db', 'SQLite format 3\0 of another tool');
  const document = await fetchOpenApi(world);
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const known = ['app', 'other_20260115_020000.db', '../etc/passwd', 'app\0', '.', 'a/b', '%2e%2e', ''];
  const names = fc.oneof(
    fc.constantFrom(...known),
    // The backups at that time; the number is an index in the list.
    fc.nat(20).map((place) => `#${String(place)}`),
  );
  try {
    await fc.assert(
      fc.asyncProperty(requests(document, names), async (wanted) => {
        world.product.clock.advance(60_000);
        const response = await send(world, await withRealNames(world, wanted), agent);
        const complaints = await complaintsAbout(document, wanted.operation, response);
        const isFine = response.status < 500 || wanted.operation.operationId === 'getHealth';
        if (complaints.length > 0 || !isFine) {
          throw new Error(`${String(response.status)} ${complaints.join('; ')}`);
        }
      }),
      { numRuns: runs, ...(seed !== undefined && { seed }) },
    );
  } finally {
    agent.destroy();
  }
}

function requests(document: OpenApiDocument, names: fc.Arbitrary<string>): fc.Arbitrary<FuzzRequest> {
  return fc.constantFrom(...operationsOf(document)).chain((operation) =>
    fc.record({
      operation: fc.constant(operation),
      path: pathOf(operation, names),
      headers: headersOf(operation),
      body: bodyOf(document, operation, names),
    }),
  );
}

function pathOf(operation: LocatedOperation, names: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
  const values = inPath.map(({ schema }) => fc.oneof(names, valueOf(schema, {}, names).map(asText), text()));
  const query = operation.parameters
    .filter((parameter) => parameter.in === 'query')
    .map(({ name, schema }) => fc.tuple(fc.constant(name), valueOf(schema, {}, names).map(asText)));
  const strange = fc.tuple(text(), text());
  const pairs = fc.array(
    query.length === 0 ? strange : fc.oneof({ weight: 6, arbitrary: fc.oneof(...query) }, strange),
    {
      maxLength: 3,
    },
  );
  return fc
    .tuple(fc.tuple(...values), fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, pairs))
    .map(([filled, asked]) => {
      let path = operation.path;
      for (const [index, { name }] of inPath.entries()) {
        // An empty value would be the path of another operation.
        path = path.replace(`{${name}}`, () => encodeURIComponent(filled[index] ?? '') || '_');
      }
      const search = asked.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
      return search.length === 0 ? path : `${path}?${search.join('&')}`;
    });
}

function headersOf(operation: LocatedOperation): fc.Arbitrary<Readonly<Record<string, string>>> {
  const own = operation.parameters.filter((parameter) => parameter.in === 'header');
  const visible = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
  const plausible = fc.constantFrom(
    'respond-async',
    'bytes=0-3',
    'bytes=9999-',
    'bytes=-1',
    'bytes=1-0',
    '"x"',
    '*',
  );
  return fc.record(
    {
      Authorization: fc.constantFrom(
        'Bearer admin',
        'Bearer admin',
        'Bearer admin',
        'Bearer read',
        'Basic x',
      ),
      'Content-Type': fc.constantFrom(
        'application/json',
        'application/json',
        'text/plain',
        'application/json; x',
      ),
      ...Object.fromEntries(own.map(({ name }) => [name, fc.oneof(plausible, visible)])),
    },
    { requiredKeys: ['Authorization', 'Content-Type'] },
  );
}

function bodyOf(
  document: OpenApiDocument,
  { requestBody }: LocatedOperation,
  names: fc.Arbitrary<string>,
): fc.Arbitrary<string | undefined> {
  const schema = requestBody?.content['application/json']?.schema as Schema | undefined;
  if (schema === undefined) return fc.constant(undefined);
  const sound = valueOf(schema, document.components.schemas, names).map((value) => JSON.stringify(value));
  const hostile = fc.oneof(
    fc.json(),
    text(),
    fc.constantFrom(
      '',
      '{',
      '[]',
      'null',
      '{"__proto__":{"dry_run":true}}',
      '{"constructor":1}',
      '{"dry_run":1,"dry_run":true}',
    ),
    fc.constant(JSON.stringify({ label: 'x'.repeat(MANY_BYTES) })),
  );
  return fc.oneof({ weight: 3, arbitrary: sound }, hostile);
}

/** The value in a URL. `String` throws for an object with a `toString` of its own. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Values that a schema of the document allows, and sometimes one that it does not. */
function valueOf(
  schema: Schema,
  schemas: Readonly<Record<string, object>>,
  names: fc.Arbitrary<string>,
): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 8, arbitrary: soundValue(schema, schemas, names) },
    fc.jsonValue({ maxDepth: 2 }),
  );
}

function soundValue(
  schema: Schema,
  schemas: Readonly<Record<string, object>>,
  names: fc.Arbitrary<string>,
): fc.Arbitrary<unknown> {
  const { $ref, anyOf, enum: choices, type, pattern, format } = schema;
  if (typeof $ref === 'string')
    return soundValue(schemas[$ref.split('/').at(-1) ?? ''] as Schema, schemas, names);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(choices)) return fc.constantFrom(...(choices as unknown[]));
  if (Array.isArray(anyOf))
    return fc.oneof(...(anyOf as Schema[]).map((one) => valueOf(one, schemas, names)));
  if (type === 'object') return objectOf(schema, schemas, names);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') return fc.integer({ min: -1, max: 20_000 });
  if (type === 'null') return fc.constant(null);
  if (format === 'date-time') return fc.date({ noInvalidDate: false }).map((date) => String(date));
  if (format === 'uuid') return fc.uuid();
  return typeof pattern === 'string'
    ? fc.oneof(names, fc.stringMatching(new RegExp(pattern)))
    : fc.oneof(names, text());
}

function objectOf(
  schema: Schema,
  schemas: Readonly<Record<string, object>>,
  names: fc.Arbitrary<string>,
): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>);
  return fc.record(
    Object.fromEntries(properties.map(([name, property]) => [name, valueOf(property, schemas, names)])),
    { requiredKeys: [] },
  );
}

function text(): fc.Arbitrary<string> {
  return fc.string({ unit: 'binary', maxLength: 300 });
}

/** `#3` means the fourth existing backup. */
async function withRealNames(world: ApiWorld, wanted: FuzzRequest): Promise<FuzzRequest> {
  const backups = await world.product.store.list();
  const real = (whole: string, place: string): string =>
    backups[Number(place) % backups.length]?.filename ?? whole;
  return {
    ...wanted,
    path: wanted.path.replaceAll(/%23(\d+)/g, real),
    body: wanted.body?.replaceAll(/#(\d+)/g, real),
  };
}

/** `fetch` would repair hostile URLs. */
function send(
  world: ApiWorld,
  { operation, path, headers, body }: FuzzRequest,
  agent: Agent,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(world.url);
    const outgoing = httpRequest(
      { agent, hostname, port, path, method: operation.method, headers, timeout: MAX_WAIT_MS },
      (incoming) => {
        const answer = (pieces: readonly Buffer[]): void => {
          const type = incoming.headers['content-type'] ?? '';
          const status = incoming.statusCode ?? 0;
          const content = [204, 304].includes(status) ? null : new Uint8Array(Buffer.concat(pieces));
          resolve(new Response(content, { status, headers: { 'Content-Type': type } }));
        };
        if (incoming.headers['content-type']?.startsWith('text/event-stream') === true) {
          outgoing.destroy();
          answer([]);
          return;
        }
        const pieces: Buffer[] = [];
        incoming.on('data', (piece: Buffer) => pieces.push(piece));
        incoming.on('end', () => {
          answer(pieces);
        });
        incoming.on('error', reject);
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${operation.method} ${path}`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
