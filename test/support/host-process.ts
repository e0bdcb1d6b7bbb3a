import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { withoutSettings } from './without-settings.ts';

const LISTENING = /^listening on (?<url>http:\S+)$/;
const KEPT_STDERR_CHARACTERS = 4000;

/** An application in a child process, which prints `listening on <url>`. */
export class HostProcess {
  readonly url: string;
  readonly pid: number;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown>;

  private constructor(child: ChildProcessByStdio<null, Readable, Readable>, url: string) {
    this.#child = child;
    this.#closed = once(child, 'close');
    this.url = url;
    this.pid = child.pid ?? 0;
  }

  /** Resolves when it listens on a free port. */
  static async start(script: string, args: readonly string[], cwd: string): Promise<HostProcess> {
    const child = spawn(process.execPath, [script, ...args], {
      cwd,
      env: { ...withoutSettings(process.env), PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT_STDERR_CHARACTERS);
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const url = LISTENING.exec(line)?.groups?.['url'];
      if (url !== undefined) return new HostProcess(child, url);
    }
    throw new Error(`the application did not start: ${stderr}`);
  }

  /** Ends it; returns the exit code, or `null` where a signal ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal);
    await this.#closed;
    return this.#child.exitCode;
  }
}
