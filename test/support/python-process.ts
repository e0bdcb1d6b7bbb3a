import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const PRELUDE = `
import os, signal, sqlite3, sys
path = sys.argv[1]
def stay():
    print('ready', flush=True)
    sys.stdin.read()
`;

/** Runs a Python script with its own SQLite to the end: a writer that is not our program. */
export async function runPython(script: string, path: string): Promise<void> {
  await promisify(execFile)('python3', ['-c', PRELUDE + script, path]);
}

/** Another program that has a database open until it is stopped. */
export class PythonProcess {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** Starts a script and waits until it calls `stay()`; `path` is a variable of the script. */
  static async start(script: string, path: string): Promise<PythonProcess> {
    const child = spawn('python3', ['-c', PRELUDE + script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
    const outcome = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (String(outcome[0]).trim() !== 'ready') throw new Error(`python3 ended: ${String(outcome[0])}`);
    return new PythonProcess(child);
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  /** Continues the script after `stay()` and waits for its end. */
  async stop(): Promise<void> {
    await this.#end(() => this.#process.stdin?.end());
  }

  /** Ends it like a crash. */
  async kill(): Promise<void> {
    await this.#end(() => this.#process.kill('SIGKILL'));
  }

  async #end(how: () => void): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    how();
    await exit;
  }
}
