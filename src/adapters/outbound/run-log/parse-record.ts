import type { JsonValue } from '../../../domain/exceptions/backup-manager-exception.ts';
import type { LogLevel, LogLine } from '../../../domain/history/log-line.ts';

/** A line of the log file with its run. */
interface LoggedLine extends LogLine {
  readonly run: string | undefined;
}

/** Fields of every record. */
const OF_EVERY_RECORD = new Set(['name', 'hostname', 'pid', 'level', 'time', 'msg', 'v', 'run']);

/** The field with the error and its nested causes. */
const ERROR = 'err';

/** bunyan's numbers; source: https://github.com/trentm/node-bunyan#levels */
const LEAST_OF_LEVEL: readonly (readonly [least: number, level: LogLevel])[] = [
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
];

/** A record of the log file without stacks; `undefined` for any other line. */
export function parseRecord(text: string): LoggedLine | undefined {
  const record = parsed(text);
  if (record === undefined) return undefined;
  const { time, level, msg, run } = record;
  const at = new Date(typeof time === 'string' ? time : Number.NaN);
  if (Number.isNaN(at.getTime())) return undefined;
  return {
    at,
    level: levelOf(Number(level)),
    message: typeof msg === 'string' ? msg : '',
    fields: Object.fromEntries(
      Object.entries(record)
        .filter(([key]) => !OF_EVERY_RECORD.has(key))
        .map(([key, value]) => [key, key === ERROR ? withoutStacks(value) : value]),
    ),
    run: typeof run === 'string' ? run : undefined,
  };
}

function parsed(text: string): Record<string, JsonValue> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, JsonValue>;
  } catch {
    // Torn by a crash or a full disk, or written by another program.
    return undefined;
  }
}

/** Stacks are for readers of the log file, not for every user of the API. */
function withoutStacks(error: JsonValue): JsonValue {
  if (typeof error !== 'object' || error === null || Array.isArray(error)) return error;
  return Object.fromEntries(
    Object.entries(error)
      .filter(([key]) => key !== 'stack')
      .map(([key, value]) => [key, key === 'cause' ? withoutStacks(value) : value]),
  );
}

function levelOf(level: number): LogLevel {
  return LEAST_OF_LEVEL.find(([least]) => level >= least)?.[1] ?? 'debug';
}
