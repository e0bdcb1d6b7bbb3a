import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childrenOf, isStopped } from './process-table.ts';
import { withoutSettings } from './without-settings.ts';

/** The checkout, which is what gets installed. */
export const PRODUCT = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY = 'dist/main/cli.js';
/** A run that takes longer hangs: it is killed, so that its test fails and nothing else waits for it. */
const HANGS_AFTER_MS = 120_000;

/** Where a run of the built command line happens. */
export interface CliSurroundings {
  readonly cwd: string;
  /** Settings for this run; none of the machine's own `BACKUP_*` variables reach it. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The Node to run it with; by default the one that runs the tests. */
  readonly node?: string | undefined;
  /** What stands before the command, to run it as somebody else. */
  readonly runAs?: readonly string[] | undefined;
  /** Another place where the product lies. */
  readonly product?: string | undefined;
}

/** How a run ended. */
export interface CliEnding {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the built command line, in a process of its own. */
export class CliProcess {
  readonly pid: number;
  /** Resolves when the process and whoever writes to its streams are gone. */
  readonly ended: Promise<CliEnding>;

  constructor(argv: readonly string[], surroundings: CliSurroundings) {
    const { cwd, env, node = process.execPath, runAs = [], product = PRODUCT } = surroundings;
    const entry = `${product}/${ENTRY}`.replaceAll('//', '/');
    if (!existsSync(entry)) throw new Error(`${entry} is missing: run "npm run build" first`);
    const [program = node, ...rest] = [...runAs, node, entry, ...argv];
    const child = spawn(program, rest, {
      cwd,
      env: { ...withoutSettings(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: HANGS_AFTER_MS,
      killSignal: 'SIGKILL',
    });
    if (child.pid === undefined) throw new Error(`${program} cannot be started`);
    this.pid = child.pid;
    this.ended = endingOf(child);
  }

  kill(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** The processes that this one started and that still run. */
  children(): readonly number[] {
    return childrenOf(this.pid);
  }
}

export async function runCli(argv: readonly string[], surroundings: CliSurroundings): Promise<CliEnding> {
  return new CliProcess(argv, surroundings).ended;
}

/** Waits for what another process does; gives up long after it should have happened. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const giveUpMs = performance.now() + 30_000;
  while (!condition()) {
    if (performance.now() > giveUpMs) throw new Error(`waited in vain until ${what}`);
    await pause(1);
  }
}

/** Ends a process that a test stopped and did not get to continue. */
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
