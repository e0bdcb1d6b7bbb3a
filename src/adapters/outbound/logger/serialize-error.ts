import { inspect } from 'node:util';
import {
  BackupManagerException,
  type JsonValue,
} from '../../../domain/exceptions/backup-manager-exception.ts';
import { maskSecrets } from './mask-secrets.ts';

/** An error may be its own cause; nobody reads further than this. */
const MAX_CAUSES = 8;

/** An error as a log record keeps it: name, message, code, hint, details, stack, and its causes in the same way. */
export function serializeError(error: unknown): JsonValue {
  return serialize(error, 0);
}

function serialize(error: unknown, depth: number): JsonValue {
  if (!(error instanceof Error)) return { name: typeof error, message: inspect(error, { depth: 1 }) };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(error instanceof BackupManagerException
      ? { hint: error.hint, details: maskSecrets(error.details) }
      : {}),
    ...(typeof error.stack === 'string' ? { stack: error.stack } : {}),
    ...(error.cause === undefined || depth === MAX_CAUSES
      ? {}
      : { cause: serialize(error.cause, depth + 1) }),
  };
}
