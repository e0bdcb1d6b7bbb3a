import type { LogFields, Logger } from '../../../application/ports/logger.ts';
import { buildLogRecord, reaches, type LogLevel, type LogRecord } from './log-record.ts';

/** Keeps the records for tests. */
export class InMemoryLogger implements Logger {
  readonly records: LogRecord[] = [];
  /** The log cannot be written: records are lost, as in the other loggers. */
  unwritable = false;
  readonly #level: LogLevel;

  constructor(level: LogLevel = 'debug') {
    this.#level = level;
  }

  isDebugEnabled(): boolean {
    return reaches('debug', this.#level);
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, undefined, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, undefined, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, undefined, fields);
  }

  error(message: string, error?: unknown, fields?: LogFields): void {
    this.#write('error', message, error, fields);
  }

  #write(level: LogLevel, message: string, error: unknown, fields: LogFields | undefined): void {
    if (this.unwritable || !reaches(level, this.#level)) return;
    this.records.push(buildLogRecord(level, message, error, fields));
  }
}
