import type { Writable } from 'node:stream';
import { printable, printableJson } from './printable.ts';

/** What goes where: results to stdout, everything about them to stderr; with `json` stdout is one document. */
export class ConsoleOutput {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly #stdout: Writable;
  readonly #stderr: Writable;

  /** Reads `--json` and `--quiet` itself, so that a call that cannot be parsed is answered in the right form too. */
  constructor(argv: readonly string[], streams: { readonly stdout: Writable; readonly stderr: Writable }) {
    const end = argv.indexOf('--');
    const flags = end === -1 ? argv : argv.slice(0, end);
    this.json = flags.includes('--json');
    this.quiet = flags.includes('--quiet');
    this.#stdout = streams.stdout;
    this.#stderr = streams.stderr;
  }

  /** The JSON document, or the text for people; only the one that is wanted is made. */
  result(document: () => unknown, text: () => string): void {
    if (this.json) this.document(document());
    else this.#stdout.write(`${text()}\n`);
  }

  /** As `result`, for what is only good to know: `--quiet` leaves the text out. */
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
