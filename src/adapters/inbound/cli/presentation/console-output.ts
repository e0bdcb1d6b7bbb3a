import type { Writable } from 'node:stream';
import { printable, printableJson } from './printable.ts';

/** Results go to stdout, messages to stderr. With `json`, stdout is one document. */
export class ConsoleOutput {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly #stdout: Writable;
  readonly #stderr: Writable;

  /** Reads `--json` and `--quiet` itself: an invalid call must be reported in the right form too. */
  constructor(argv: readonly string[], streams: { readonly stdout: Writable; readonly stderr: Writable }) {
    const end = argv.indexOf('--');
    const flags = end === -1 ? argv : argv.slice(0, end);
    this.json = flags.includes('--json');
    this.quiet = flags.includes('--quiet');
    this.#stdout = streams.stdout;
    this.#stderr = streams.stderr;
  }

  /** Builds and prints the JSON document or the text. */
  result(document: () => unknown, text: () => string): void {
    if (this.json) this.document(document());
    else this.#stdout.write(`${text()}\n`);
  }

  /** Like `result`, but `--quiet` hides the text. */
  summary(document: () => unknown, text: () => string): void {
    if (this.json || !this.quiet) this.result(document, text);
  }

  document(document: unknown): void {
    this.#stdout.write(`${printableJson(document)}\n`);
  }

  raw(text: string): void {
    this.#stdout.write(text);
  }

  rawError(text: string): void {
    this.#stderr.write(text);
  }

  /** One line on stderr, made safe for a terminal. */
  notice(line: string): void {
    this.#stderr.write(`${printable(line)}\n`);
  }
}
