import { basename, dirname } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import { Writable } from 'node:stream';

const ROTATED_FILES = 5;
const DEFAULT_MAX_SIZE = '10M';

/**
 * A log file that is created with its first record, mode 0600, and rotates into `<name>.1` … `<name>.5`.
 * After a failure the next record tries again, so that a service whose disk was full goes on logging.
 */
export class RotatingLogFile {
  readonly #path: string;
  readonly #onFailure: (error: Error) => void;
  readonly #maxSize: string;
  #stream: RotatingFileStream | undefined;

  /**
   * @param onFailure told of each failure to write; records that were on their way are lost
   * @param maxSize size at which it rotates, e.g. `10M`
   */
  constructor(path: string, onFailure: (error: Error) => void, maxSize = DEFAULT_MAX_SIZE) {
    this.#path = path;
    this.#onFailure = onFailure;
    this.#maxSize = maxSize;
  }

  write(line: string): void {
    this.#stream ??= this.#open();
    this.#stream.write(line);
  }

  /** Resolves when what was written is in the file, or has failed. Writing afterwards opens the file again. */
  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream === undefined || stream.closed) return;
    await new Promise<void>((resolve) => {
      stream.once('close', resolve);
      stream.end();
    });
  }

  #open(): RotatingFileStream {
    const name = basename(this.#path);
    const stream = createStream((index) => (typeof index === 'number' ? `${name}.${String(index)}` : name), {
      path: dirname(this.#path),
      size: this.#maxSize,
      rotate: ROTATED_FILES,
      mode: 0o600,
    });
    stream.on('error', (error: Error) => {
      if (this.#stream === stream) this.#stream = undefined;
      this.#onFailure(error);
    });
    return stream;
  }
}

/** Takes bunyan's records as objects, and puts each into the file as a line of JSON. */
export class RecordStream extends Writable {
  readonly #file: RotatingLogFile;

  constructor(file: RotatingLogFile) {
    super({ objectMode: true });
    this.#file = file;
  }

  override _write(record: unknown, _encoding: string, done: () => void): void {
    this.#file.write(`${JSON.stringify(record)}\n`);
    done();
  }
}
