import type { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import bunyan from 'bunyan';
import type { LogFields, Logger } from '../../../application/ports/logger.ts';
import {
  buildLogRecord,
  formatLogLine,
  reaches,
  stricterLevel,
  type LogLevel,
  type LogRecord,
} from './log-record.ts';
import { RecordStream, RotatingLogFile } from './rotating-log-file.ts';

export interface LogLevels {
  /** Records below this level are dropped. */
  readonly level: LogLevel;
  /** Records below this level do not go to stderr; `undefined` keeps stderr silent. */
  readonly stderrLevel: LogLevel | undefined;
}

export interface BunyanLoggerOptions extends LogLevels {
  /** Absolute path of the log file; `undefined` for none. */
  readonly logFile: string | undefined;
  readonly stderr: Writable;
  /** Stderr is a terminal: use colour. */
  readonly isTerminal: boolean;
  /** The size at which the log file rotates; default `10M`. */
  readonly maxFileSize?: string;
}

/** Keys that bunyan uses itself: a field with such a name would change the record. */
const RESERVED = new Set(['v', 'name', 'hostname', 'pid', 'level', 'time', 'msg', 'err', 'src']);

/** Streams with an error listener. Without one, an error event ends the process. */
const withErrorListener = new WeakSet<Writable>();

/** JSON records for machines in the log file, lines for people on stderr. Call `close` before the process ends. */
export class BunyanLogger implements Logger {
  readonly #options: BunyanLoggerOptions;
  readonly #coloured: boolean;
  #levels: LogLevels;
  readonly #file: RotatingLogFile | undefined;
  readonly #bunyan: bunyan | undefined;
  #isFileFailureReported = false;

  constructor(options: BunyanLoggerOptions) {
    this.#options = options;
    this.#levels = options;
    this.#coloured = options.isTerminal && allowsColour(options.stderr);
    ignoreErrorsOf(options.stderr);
    if (options.logFile === undefined) return;
    const file = new RotatingLogFile(
      options.logFile,
      (error) => {
        this.#reportFileFailure(error);
      },
      options.maxFileSize,
    );
    this.#file = file;
    this.#bunyan = bunyan.createLogger({
      name: 'backup-manager',
      level: options.level,
      // A raw stream: bunyan's own file streams support neither modes nor error handling.
      streams: [{ type: 'raw', level: options.level, stream: new RecordStream(file) }],
    });
  }

  isDebugEnabled(): boolean {
    return reaches('debug', this.#levels.level);
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

  changeLevels(levels: LogLevels): void {
    this.#levels = levels;
    this.#bunyan?.level(levels.level);
  }

  /**
   * Closes the file, so that the next record opens a new one after logrotate renamed it. Never rejects.
   */
  async reopen(): Promise<void> {
    await this.#file?.close();
  }

  /** Resolves when every record is written or has failed; never rejects. */
  async close(): Promise<void> {
    await this.#file?.close();
  }

  #write(level: LogLevel, message: string, error: unknown, fields: LogFields | undefined): void {
    if (!reaches(level, this.#levels.level)) return;
    const record = buildLogRecord(level, message, error, fields);
    quietly(() => {
      this.#writeToFile(record);
    });
    const { stderrLevel, level: lowest } = this.#levels;
    if (stderrLevel === undefined || !reaches(level, stricterLevel(stderrLevel, lowest))) return;
    this.#writeToStderr(formatLogLine(record, new Date(), this.#coloured));
  }

  #writeToFile({ level, message, error, fields }: LogRecord): void {
    const facts = Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [RESERVED.has(key) ? `${key}_` : key, value]),
    );
    // Pass the message as an argument: bunyan would expand `%s` in it.
    this.#bunyan?.[level](error === undefined ? facts : { ...facts, err: error }, '%s', message);
  }

  #writeToStderr(line: string): void {
    quietly(() => {
      this.#options.stderr.write(line);
    });
  }

  #reportFileFailure(error: Error): void {
    if (this.#isFileFailureReported) return;
    this.#isFileFailureReported = true;
    this.#writeToStderr(
      `warning: the log file ${String(this.#options.logFile)} cannot be written (${error.message}); ` +
        'check log_file, its permissions and the free space on its disk\n',
    );
  }
}

/** Terminals respect NO_COLOR and TERM; a test's stream has no opinion. */
function allowsColour(stream: Writable): boolean {
  return (stream as Partial<Pick<WriteStream, 'hasColors'>>).hasColors?.() ?? true;
}

/** A closed stderr (EPIPE) must not end the work that is logged. */
function ignoreErrorsOf(stream: Writable): void {
  if (withErrorListener.has(stream)) return;
  withErrorListener.add(stream);
  stream.on('error', () => undefined);
}

function quietly(write: () => void): void {
  try {
    write();
  } catch {
    // A log call never throws (see the port).
  }
}
