import { z } from 'zod';

/** The schemas that the OpenAPI document has under a name of their own. */
export const NAMED_SCHEMAS = z.registry<{ readonly id: string }>();

/** Puts a schema under a name into the OpenAPI document; wherever it is used, it is referred to. */
export function named<S extends z.ZodType>(id: string, schema: S): S {
  NAMED_SCHEMAS.add(schema, { id });
  return schema;
}

/** The name of a schema, if it has one. */
export function nameOf(schema: z.ZodType): string | undefined {
  return NAMED_SCHEMAS.get(schema)?.id;
}
