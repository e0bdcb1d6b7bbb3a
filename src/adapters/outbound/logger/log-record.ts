import type { JsonValue } from '../../../domain/exceptions/backup-manager-exception.ts';
import type { LogLevel } from './log-level.ts';

/** One entry of the log, secrets already masked. */
export interface LogRecord {
  readonly level: LogLevel;
  readonly message: string;
  /** The serialised error with its causes; `undefined` when the record is about none. */
  readonly error: JsonValue | undefined;
  readonly fields: Readonly<Record<string, JsonValue>>;
}
