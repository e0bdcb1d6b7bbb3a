import type { BackUpOutcome } from '../back-up-all.ts';
import { createDocument } from './create-document.ts';
import type { JsonObject } from './json-object.ts';

export function outcomeDocument({ database, path, result, error }: BackUpOutcome): JsonObject {
  if (result !== undefined) return createDocument(result);
  const { code, message, hint, details } = error;
  return { database: database ?? null, path, error: { code, message, hint, details } };
}
