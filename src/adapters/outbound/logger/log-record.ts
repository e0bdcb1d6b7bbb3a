import { inspect, styleText } from 'node:util';
import type { LogFields } from '../../../application/ports/logger.ts';
import {
  type JsonValue,
  BackupManagerException,
} from '../../../domain/exceptions/backup-manager-exception.ts';
import { LOG_LEVELS, type LogLevel } from '../../../domain/history/log-line.ts';

export { LOG_LEVELS, type LogLevel };

export function reaches(level: LogLevel, threshold: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(threshold);
}

export function stricterLevel(left: LogLevel, right: LogLevel): LogLevel {
  return reaches(left, right) ? left : right;
}

/** One entry of the log, secrets already masked. */
export interface LogRecord {
  readonly level: LogLevel;
  readonly message: string;
  /** The serialised error with its causes. */
  readonly error: JsonValue | undefined;
  readonly fields: Readonly<Record<string, JsonValue>>;
}

const SECRET_KEY = /token|secret|password|passphrase|authorization|identity|file_?key/i;
/** An identity of age opens all backups: it is masked wherever it is. */
const IDENTITY = /AGE-SECRET-KEY-[0-9A-Z-]*/gi;
const MAX_DEPTH = 8;

export const MASK = '***';

/**
 * A JSON-safe copy in which the values of secret keys are masked. Cycles and values that JSON lacks become text, so
 * that the copy can always be written.
 *
 * @param key the key of the value itself
 */
export function maskSecrets(value: unknown, key = ''): JsonValue {
  return copy(value, key, 0);
}

function copy(value: unknown, key: string, depth: number): JsonValue {
  if (value === null || value === undefined) return null;
  if (SECRET_KEY.test(key)) return MASK;
  if (typeof value === 'string') return value.replace(IDENTITY, MASK);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object') return inspect(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (depth === MAX_DEPTH) return '…';
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item, '', depth + 1));
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([name, item]) => [name, copy(item, name, depth + 1)]));
}

/** An error may be its own cause. */
const MAX_CAUSES = 8;

/** An error in a log record: name, message, code, hint, details, stack, and its causes in the same form. */
function serializeError(error: unknown): JsonValue {
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

/** The record of one log call. Never throws: unreadable facts are dropped, the message stays. */
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

/** A getter or proxy in the fields may throw; a log call must not. */
function readable<T extends JsonValue>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

const COLOUR_OF = { debug: 'gray', info: 'green', warn: 'yellow', error: 'red' } as const satisfies Record<
  LogLevel,
  string
>;

/** A record as one line: time, level, message, the error's message, then the fields as `key=value`. */
export function formatLogLine(record: LogRecord, at: Date, coloured: boolean): string {
  const paint = (style: 'gray' | 'green' | 'yellow' | 'red', text: string): string =>
    // The caller decides about colour; styleText would check stdout.
    coloured ? styleText(style, text, { validateStream: false }) : text;
  const facts = Object.entries(record.fields).map(([key, value]) =>
    paint('gray', printable(`${key}=${factText(value)}`)),
  );
  const text = [record.message, ...errorMessages(record.error)].join(': ');
  const level = paint(COLOUR_OF[record.level], record.level.toUpperCase().padEnd(5));
  return `${[paint('gray', at.toISOString()), level, printable(text), ...facts].join(' ')}\n`;
}

function errorMessages(error: JsonValue | undefined): string[] {
  if (typeof error === 'string') return [error];
  if (typeof error !== 'object' || error === null || !('message' in error)) return [];
  const { message, cause } = error;
  return [...(typeof message === 'string' ? [message] : []), ...errorMessages(cause)];
}

function factText(value: JsonValue): string {
  return typeof value === 'string' && /^[^\s"=]+$/u.test(value) ? value : JSON.stringify(value);
}

/** A file name may contain line breaks and terminal escapes: print them escaped. */
function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
