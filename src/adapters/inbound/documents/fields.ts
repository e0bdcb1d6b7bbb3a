import { z } from 'zod';
import { isDatabaseName } from '../../../domain/backup/database-name.ts';
import { MAX_LABEL_LENGTH } from '../../../domain/backup/label.ts';
import { EXCEPTION_CODES, type JsonValue } from '../../../domain/exceptions/backup-manager-exception.ts';

const MAX_LISTED = 10_000;

/** Looked up in the list of backups, never joined to a path. */
export const filename = z.string().min(1).max(255).describe('File name of a backup from the list');

/** Of a backup. */
export const parent = z
  .string()
  .nullable()
  .describe('File name of the backup that a diff or incr depends on; null: a full');

export const databaseName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  .refine(isDatabaseName)
  .describe('Name of a database');

/** Name of a configured store. */
export const storeName = z.string().min(1).max(64);

/** The query of an operation on one backup. */
export const storeQuery = z.strictObject({
  store: storeName
    .optional()
    .describe('The store; default: the primary store, else the first one with a good copy'),
});

export const label = z.string().max(MAX_LABEL_LENGTH).describe('A note stored with the backup');

export const timestamp = z.iso.datetime().describe('UTC, ISO 8601');
/** Of a backup. */
export const currentAsOf = timestamp
  .nullable()
  .describe('The last run that found the database unchanged since the backup; null: none did');
export const bytes = z.int().min(0).describe('Bytes');
export const milliseconds = z.number().min(0).describe('Milliseconds');
export const count = z.int().min(0);
export const noteCount = count.describe('Number of findings that SQLite permits; absent: none');
export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, hex');

/** A query parameter, hence text. */
export const limit = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, `It is a whole number from 1 to ${String(MAX_LISTED)}`)
  .transform(Number)
  .pipe(z.int().min(1).max(MAX_LISTED));

/** Code of a failed database or job. */
export const failureCode = z.enum([...EXCEPTION_CODES, 'INTERNAL']);

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

/** The body of an answer, a job and `--json`, with keys in snake_case. */
export type JsonObject = Readonly<Record<string, JsonValue>>;
