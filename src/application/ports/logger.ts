import type { JsonValue } from '../../domain/exceptions/backup-manager-exception.ts';

/** JSON-safe facts beside a message; never a secret. */
export type LogFields = Readonly<Record<string, JsonValue | undefined>>;

/**
 * Where the operator reads what happened.
 *
 * **Guarantees**
 * - Nothing is thrown by a log call, whatever is the matter with the log.
 * - A record below the configured level is not written; `isDebugEnabled` tells whether `debug` is one.
 */
export interface Logger {
  /** So that who has much to tell at `debug` need not put it together for nobody. */
  isDebugEnabled(): boolean;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `error` is written with its stack and its causes. */
  error(message: string, error?: unknown, fields?: LogFields): void;
}
