import { Writable } from 'node:stream';
import type { RotatingLogFile } from './rotating-log-file.ts';

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
