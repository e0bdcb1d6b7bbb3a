import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Imports of every script; `path` is the first argument. */
const PRELUDE = 'import os, sqlite3, sys, time\npath = sys.argv[1]\n';

/** Runs a Python script to its end: another program's SQLite as the writer. */
export function runPython(script: string, ...args: string[]): string {
  return execFileSync('python3', ['-c', PRELUDE + script, ...args], { encoding: 'utf8' });
}

/** A Python process that continues after it printed `ready`. */
export class PythonWriter {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** Resolves when the script prints `ready`; it may then wait on `sys.stdin.read()` or continue. */
  static async start(script: string, ...args: string[]): Promise<PythonWriter> {
    const child = spawn('python3', ['-u', '-c', PRELUDE + script, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'ready') return new PythonWriter(child);
    }
    throw new Error('the Python writer ended before it was ready');
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Kills the process, as a power cut would; its files stay unchanged. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }
}

/** The output of the `sqlite3` program for a command. */
export function sqlite3(path: string, command: string): string {
  return execFileSync('sqlite3', [path, command], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
}
