import { z } from 'zod';

/** Named schemas of the OpenAPI document. */
export const NAMED_SCHEMAS = z.registry<{ readonly id: string }>();

/** Registers a schema by name; the OpenAPI document refers to it. */
export function named<S extends z.ZodType>(id: string, schema: S): S {
  NAMED_SCHEMAS.add(schema, { id });
  return schema;
}

export function nameOf(schema: z.ZodType): string | undefined {
  return NAMED_SCHEMAS.get(schema)?.id;
}
