import { styleText } from 'node:util';
import type { JsonValue } from '../../../domain/exceptions/backup-manager-exception.ts';
import type { LogLevel } from './log-level.ts';
import type { LogRecord } from './log-record.ts';

const COLOUR_OF = { debug: 'gray', info: 'green', warn: 'yellow', error: 'red' } as const satisfies Record<
  LogLevel,
  string
>;

/** A record as one line for people: time, level, message, what the error says, then the facts as `key=value`. */
export function formatLogLine(record: LogRecord, at: Date, coloured: boolean): string {
  const paint = (style: 'gray' | 'green' | 'yellow' | 'red', text: string): string =>
    // Whether to colour is decided by the caller; styleText would look at stdout.
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

/** A file name may hold line breaks and terminal commands: they are shown, not obeyed. */
function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
