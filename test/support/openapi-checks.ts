import { z } from 'zod';
import type { ApiWorld } from './api-world.ts';

interface MediaType {
  readonly schema: object;
  readonly example?: unknown;
}

export interface DescribedParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly parameters: readonly DescribedParameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, MediaType>> }>>;
}

export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface LocatedOperation extends DescribedOperation {
  readonly method: string;
  readonly path: string;
}

export async function fetchOpenApi(world: ApiWorld): Promise<OpenApiDocument> {
  const response = await world.ask('GET', '/openapi.json');
  return (await response.json()) as OpenApiDocument;
}

export function operationsOf(document: OpenApiDocument): readonly LocatedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase(),
    })),
  );
}

/** Checks values against a schema of the document, independently of our schemas. */
export function checkerOf(document: OpenApiDocument, schema: object): z.ZodType {
  const whole = { ...schema, $defs: document.components.schemas };
  const text = JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
}

/** The differences between a response and the document; empty when it is valid. */
export async function complaintsAbout(
  document: OpenApiDocument,
  { operationId, method, responses }: LocatedOperation,
  response: Response,
): Promise<readonly string[]> {
  const where = `${operationId} ${String(response.status)}`;
  const described = responses[String(response.status)];
  if (described === undefined) return [`${where} is not described: ${await response.text()}`];
  const mediaType = (response.headers.get('Content-Type') ?? '').split(';', 1)[0] ?? '';
  if (described.content === undefined || method === 'HEAD') return [];
  const content = described.content[mediaType];
  if (content === undefined) return [`${where} comes as ${mediaType}`];
  if (!mediaType.endsWith('json')) {
    await response.body?.cancel();
    return [];
  }
  const checked = checkerOf(document, content.schema).safeParse(await response.json());
  return checked.success ? [] : [`${where}: ${z.prettifyError(checked.error)}`];
}
