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
  /** What is less than this is not written anywhere. */
  readonly level: LogLevel;
  /** What is less than this is not shown on stderr; `undefined` keeps stderr silent. */
  readonly stderrLevel: LogLevel | undefined;
}

export interface BunyanLoggerOptions extends LogLevels {
  /** Absolute path of the log file; `undefined` for none. */
  readonly logFile: string | undefined;
  readonly stderr: Writable;
  /** Whether stderr is a terminal: decides about colour. */
  readonly isTerminal: boolean;
  /** Size at which the log file rotates, e.g. `10M`, its default. */
  readonly maxFileSize?: string;
}

/** Names that bunyan gives a meaning of its own; a fact of that name would change the record. */
const RESERVED = new Set(['v', 'name', 'hostname', 'pid', 'level', 'time', 'msg', 'err', 'src']);

/** Streams that already have a listener against the error event which would end the process. */
const guarded = new WeakSet<Writable>();

/** JSON records for machines in the log file, lines for people on stderr. Call `close` before the process ends. */
export class BunyanLogger implements Logger {
  readonly #options: BunyanLoggerOptions;
  readonly #coloured: boolean;
  #levels: LogLevels;
  readonly #file: RotatingLogFile | undefined;
  readonly #bunyan: bunyan | undefined;
  #fileFailureTold = false;

  constructor(options: BunyanLoggerOptions) {
    this.#options = options;
    this.#levels = options;
    this.#coloured = options.isTerminal && allowsColour(options.stderr);
    guard(options.stderr);
    if (options.logFile === undefined) return;
    const file = new RotatingLogFile(
      options.logFile,
      (error) => {
        this.#tellFileFailure(error);
      },
      options.maxFileSize,
    );
    this.#file = file;
    this.#bunyan = bunyan.createLogger({
      name: 'backup-manager',
      level: options.level,
      // A raw stream: the library's own file streams know neither modes nor failures.
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

  /** For what is logged from now on. */
  changeLevels(levels: LogLevels): void {
    this.#levels = levels;
    this.#bunyan?.level(levels.level);
  }

  /**
   * The next record goes into a new file if the log file was renamed: what was logged before is in the old one. Never
   * rejects.
   */
  async reopen(): Promise<void> {
    await this.#file?.close();
  }

  /** Resolves when every record is in the log file or has failed; never rejects. */
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
    // Not as a bare message: bunyan would expand `%s` in it.
    this.#bunyan?.[level](error === undefined ? facts : { ...facts, err: error }, '%s', message);
  }

  #writeToStderr(line: string): void {
    quietly(() => {
      this.#options.stderr.write(line);
    });
  }

  #tellFileFailure(error: Error): void {
    if (this.#fileFailureTold) return;
    this.#fileFailureTold = true;
    this.#writeToStderr(
      `warning: the log file ${String(this.#options.logFile)} cannot be written (${error.message}); ` +
        'check log_file, its permissions and the room on its disk\n',
    );
  }
}

/** Terminals know about NO_COLOR and TERM; a stand-in for one does not. */
function allowsColour(stream: Writable): boolean {
  return (stream as Partial<Pick<WriteStream, 'hasColors'>>).hasColors?.() ?? true;
}

/** A reader of stderr that went away (EPIPE) must not end the work that is being logged. */
function guard(stream: Writable): void {
  if (guarded.has(stream)) return;
  guarded.add(stream);
  stream.on('error', () => undefined);
}

function quietly(write: () => void): void {
  try {
    write();
  } catch {
    // The port says so: nothing is thrown by a log call, whatever is the matter with the log.
  }
}
