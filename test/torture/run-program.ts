import { spawn } from 'node:child_process';

export interface ProgramEnding {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A descriptor for stdout. */
  readonly stdoutFd?: number;
  /** On abort it receives SIGTERM. */
  readonly signal?: AbortSignal;
  /** On abort it is killed. */
  readonly timeoutMs?: number;
}

export function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramEnding> {
  const { cwd, env = process.env, stdoutFd, signal, timeoutMs } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', stdoutFd ?? 'pipe', 'pipe'],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, killSignal: 'SIGKILL' as const }),
    });
    const stop = (): void => void child.kill('SIGTERM');
    signal?.addEventListener('abort', stop, { once: true });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (exitCode, endedBy) => {
      signal?.removeEventListener('abort', stop);
      resolve({ exitCode, signal: endedBy, stdout, stderr });
    });
  });
}
