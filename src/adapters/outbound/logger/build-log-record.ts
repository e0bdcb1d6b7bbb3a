import type { JsonValue } from '../../../domain/exceptions/backup-manager-exception.ts';
import type { LogFields } from '../../../application/ports/logger.ts';
import type { LogLevel } from './log-level.ts';
import type { LogRecord } from './log-record.ts';
import { maskSecrets } from './mask-secrets.ts';
import { serializeError } from './serialize-error.ts';

/** The record of one log call. Never throws: facts that cannot be read are left out, the message stays. */
export function buildLogRecord(
  level: LogLevel,
  message: string,
  error: unknown,
  fields: LogFields | undefined,
): LogRecord {
  return {
    level,
    message,
    error: error === undefined ? undefined : readable(() => serializeError(error), 'an unreadable error'),
    fields: readable(() => maskSecrets(fields ?? {}) as Record<string, JsonValue>, {}),
  };
}

/** A getter or a proxy among what was handed in may throw; a log call must not. */
function readable<T extends JsonValue>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
