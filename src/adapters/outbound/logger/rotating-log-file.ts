import { basename, dirname } from 'node:path';
import { Writable } from 'node:stream';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';

const ROTATED_FILES = 5;
const DEFAULT_MAX_SIZE = '10M';

/**
 * A log file, created with its first record (mode 0600), that rotates into `<name>.1` … `<name>.5`.
 * After a failure the next record tries again, so that logging resumes after a full disk.
 */
export class RotatingLogFile {
  readonly #path: string;
  readonly #onFailure: (error: Error) => void;
  readonly #maxSize: string;
  #stream: RotatingFileStream | undefined;

  /**
   * @param onFailure called with each write failure; records in progress are lost
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

  /** Resolves when all records are written or have failed. A later write opens the file again. */
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

/** Writes bunyan's records, which arrive as objects, as lines of JSON. */
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
