import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childrenOf, isStopped } from './process-table.ts';
import { withoutSettings } from './without-settings.ts';

/** The checkout, which is the installed package. */
export const PRODUCT = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY = 'dist/main/cli.js';
/** A run that takes longer hangs: kill it, so that its test fails and nothing else waits for it. */
const HANGS_AFTER_MS = 120_000;

export interface CliSurroundings {
  readonly cwd: string;
  /** Settings of this run; it inherits no `BACKUP_*` variable of the machine. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The Node of the run; default: the one that runs the tests. */
  readonly node?: string | undefined;
  /** A prefix of the command, to run it as another user. */
  readonly runAs?: readonly string[] | undefined;
  /** Another installation of the product. */
  readonly product?: string | undefined;
  /** The longest run; default: two minutes. */
  readonly timeoutMs?: number | undefined;
}

export interface CliEnding {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class CliProcess {
  readonly pid: number;
  /** Resolves when the process and all writers of its streams are gone. */
  readonly ended: Promise<CliEnding>;

  constructor(argv: readonly string[], surroundings: CliSurroundings) {
    const { cwd, env, node = process.execPath, runAs = [], product = PRODUCT } = surroundings;
    const { timeoutMs = HANGS_AFTER_MS } = surroundings;
    const entry = `${product}/${ENTRY}`.replaceAll('//', '/');
    if (!existsSync(entry)) throw new Error(`${entry} is missing: run "npm run build" first`);
    const [program = node, ...rest] = [...runAs, node, entry, ...argv];
    const child = spawn(program, rest, {
      cwd,
      env: { ...withoutSettings(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    if (child.pid === undefined) throw new Error(`${program} cannot be started`);
    this.pid = child.pid;
    this.ended = endingOf(child);
  }

  kill(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** The living child processes of this one. */
  children(): readonly number[] {
    return childrenOf(this.pid);
  }
}

export async function runCli(argv: readonly string[], surroundings: CliSurroundings): Promise<CliEnding> {
  return new CliProcess(argv, surroundings).ended;
}

/** Waits for an effect of another process; fails after a long time. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const giveUpMs = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > giveUpMs) throw new Error(`waited in vain until ${what}`);
    await pause(1);
  }
}

/** Ends a process that a test stopped and did not continue. */
export function killIfStopped(pid: number): void {
  if (isStopped(pid)) process.kill(pid, 'SIGKILL');
}

function endingOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<CliEnding> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      resolve({ exitCode, signal, stdout, stderr });
    });
  });
}
