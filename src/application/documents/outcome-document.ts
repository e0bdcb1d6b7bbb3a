import type { BackUpOutcome } from '../back-up-all.ts';
import { createDocument } from './create-document.ts';
import type { JsonObject } from './json-object.ts';

/** What became of one of several databases: the backup, or why there is none. */
export function outcomeDocument({ database, path, result, error }: BackUpOutcome): JsonObject {
  if (result !== undefined) return createDocument(result);
  const { code, message, hint, details } = error;
  return { database: database ?? null, path, error: { code, message, hint, details } };
}
