import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Debian's own: it has the packages of Debian. */
const PYTHON = '/usr/bin/python3';

/** A program of `servers/` that runs until its stdin is closed. */
export interface ServerProgram {
  readonly port: number;
  /** Ends all its processes at once, as a power cut does. */
  kill(): Promise<void>;
}

/** @throws Error with its stderr when it ends before it answers */
export async function startServerProgram(name: string, ...argv: readonly string[]): Promise<ServerProgram> {
  const path = fileURLToPath(new URL(`servers/${name}`, import.meta.url));
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(PYTHON, [path, ...argv], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [line] = (await Promise.race([once(child.stdout, 'data'), closed])) as unknown[];
  if (!Buffer.isBuffer(line)) throw new Error(`${name} did not start: ${stderr}`);
  return {
    port: (JSON.parse(line.toString()) as { readonly port: number }).port,
    kill: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
