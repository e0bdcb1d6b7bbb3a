import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';

/** JSON-safe facts with a message; never a secret. */
export type LogFields = Readonly<Record<string, JsonValue | undefined>>;

/**
 * The operator's log.
 *
 * **Guarantees**
 * - never throws from a log call
 * - does not write a record below the configured level
 */
export interface Logger {
  /** Saves the work for records that would not be written. */
  isDebugEnabled(): boolean;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** Writes `error` with its stack and causes. */
  error(message: string, error?: unknown, fields?: LogFields): void;
}
