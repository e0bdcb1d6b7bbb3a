import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { PRODUCT } from './cli-process.ts';
import { withoutSettings } from './without-settings.ts';

const ENTRY = join(PRODUCT, 'dist/main/cli.js');
const KEPT_STDERR_CHARACTERS = 4000;
const BYTES_PER_KIB = 1024;

export interface ServiceSurroundings {
  readonly cwd: string;
  /** Settings; it inherits no `BACKUP_*` variable of the machine. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Flags of Node itself. */
  readonly nodeFlags?: readonly string[];
  /** Default: a free one; given after a restart at the same address. */
  readonly port?: number;
}

/** The memory of a process. */
export interface ResidentMemory {
  /** All of it, with mapped files (Node itself, mainly). */
  readonly rssBytes: number;
  /** Private memory. */
  readonly privateBytes: number;
}

/** The built service, listening on a port of its own. */
export class ServiceProcess {
  readonly url: string;
  readonly pid: number;
  /** From its start to the line with its address. */
  readonly startMs: number;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  /** The end of its stderr. */
  readonly stderr: () => string;

  private constructor(
    child: ChildProcessByStdio<null, Readable, Readable>,
    stderr: () => string,
    url: string,
    startMs: number,
  ) {
    this.#child = child;
    this.stderr = stderr;
    this.#closed = once(child, 'close');
    this.url = url;
    this.pid = child.pid ?? 0;
    this.startMs = startMs;
  }

  static async start({ cwd, env, nodeFlags = [], port = 0 }: ServiceSurroundings): Promise<ServiceProcess> {
    if (!existsSync(ENTRY)) throw new Error(`${ENTRY} is missing: run "npm run build" first`);
    const begunMs = performance.now();
    const child = spawn(process.execPath, [...nodeFlags, ENTRY, 'serve', '--port', String(port), '--json'], {
      cwd,
      env: { ...withoutSettings(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT_STDERR_CHARACTERS);
    });
    let said = '';
    for await (const line of createInterface({ input: child.stdout })) {
      said += line;
      // The content of a nested object is indented.
      if (!line.startsWith('}') && !(said === line && line.endsWith('}'))) continue;
      const { url } = JSON.parse(said) as { readonly url?: string };
      if (url === undefined) throw new Error(`the service did not start: ${said}`);
      return new ServiceProcess(child, () => stderr, url, performance.now() - begunMs);
    }
    throw new Error(`the service did not start: ${stderr}`);
  }

  /** Ends it, with SIGTERM or another signal; resolves when it is gone. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#child.kill(signal);
    await this.#closed;
  }

  memory(): ResidentMemory {
    const status = readFileSync(`/proc/${String(this.pid)}/status`, 'utf8');
    const bytesOf = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? NaN) * BYTES_PER_KIB;
    return { rssBytes: bytesOf('VmRSS'), privateBytes: bytesOf('RssAnon') };
  }
}
