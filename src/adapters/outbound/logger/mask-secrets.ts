import { inspect } from 'node:util';
import type { JsonValue } from '../../../domain/exceptions/backup-manager-exception.ts';

const SECRET_KEY = /token|secret|password|authorization|identity/i;
const MAX_DEPTH = 8;

/** What stands in place of a secret. */
export const MASK = '***';

/**
 * A JSON-safe copy of a value in which what is kept under a secret's name is masked. Cycles and what JSON has
 * no word for are put into words, so that the copy can always be written.
 *
 * @param key the name the value itself is kept under
 */
export function maskSecrets(value: unknown, key = ''): JsonValue {
  return copy(value, key, 0);
}

function copy(value: unknown, key: string, depth: number): JsonValue {
  if (value === null || value === undefined) return null;
  if (SECRET_KEY.test(key)) return MASK;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object') return inspect(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (depth === MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item, '', depth + 1));
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([name, item]) => [name, copy(item, name, depth + 1)]));
}
