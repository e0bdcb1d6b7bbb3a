import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A script of this folder in a child process, which the test may kill at any time. */
export class FaultProcess {
  readonly pid: number;
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  #errors = '';

  constructor(script: string, args: readonly string[]) {
    const path = fileURLToPath(new URL(script, import.meta.url));
    this.#child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    if (this.#child.pid === undefined) throw new Error(`${script} did not start`);
    this.pid = this.#child.pid;
    this.exited = once(this.#child, 'close').then(([code]) => code as number | null);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    // The pipe to a killed child breaks.
    this.#child.stdin.on('error', () => undefined);
  }

  async line(): Promise<string> {
    const next = await this.#lines.next();
    if (next.done === true) throw new Error(`it ended without a word: ${this.#errors}`);
    return next.value;
  }

  /** Ends its input, so that it continues, and returns its exit code. */
  async finish(): Promise<number | null> {
    this.#child.stdin.end();
    return this.exited;
  }

  /** Kills it without a chance to clean up. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  get errors(): string {
    return this.#errors;
  }
}
