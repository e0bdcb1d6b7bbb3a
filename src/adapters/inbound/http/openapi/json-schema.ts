import { z } from 'zod';
import { type JsonObject, NAMED_SCHEMAS, nameOf } from '../../documents/fields.ts';

const PREFIX = '#/components/schemas/';

/** As JSON Schema 2020-12; a named schema becomes a reference. */
export function jsonSchema(schema: z.ZodType): JsonObject {
  const name = nameOf(schema);
  return name === undefined ? inlineSchema(schema) : { $ref: PREFIX + name };
}

export function inlineSchema(schema: z.ZodType): JsonObject {
  return plain(z.toJSONSchema(schema, { io: 'output', override }));
}

export function componentSchemas(): JsonObject {
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
