import { execPath } from 'node:process';

/**
 * Ends this process at once with an exit code. `process.exit` joins the threads of the pool: on a disk that hangs,
 * one of them never returns and the process stays. `execve` replaces the program without joining them. Node 20 lacks
 * it: there the process kills itself, and its exit code is the signal's. As PID 1 of a container it cannot do that
 * either, and aborts.
 */
export function endProcess(exitCode: number): never {
  try {
    // Without the environment: NODE_OPTIONS could stop the next program.
    process.execve?.(execPath, [execPath, '-e', `process.exit(${String(exitCode)})`], {});
  } catch {
    // Not supported on this platform.
  }
  process.kill(process.pid, 'SIGKILL');
  process.abort();
}
