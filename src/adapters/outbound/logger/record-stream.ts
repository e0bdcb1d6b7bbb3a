import { Writable } from 'node:stream';
import type { RotatingLogFile } from './rotating-log-file.ts';

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
