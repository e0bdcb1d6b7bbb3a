import { execPath } from 'node:process';

/**
 * Ends this process at once with an exit code. `process.exit` joins the threads of the pool: where the disk hangs,
 * one of them never returns, and the process stays. Replacing the program needs none of them. Node 20 cannot do that:
 * there the process kills itself, and its exit code is the signal's. As the first process of a container it cannot
 * do that either, and aborts.
 */
export function endProcess(exitCode: number): never {
  try {
    // No environment: NODE_OPTIONS could keep the next program from its one line.
    process.execve?.(execPath, [execPath, '-e', `process.exit(${String(exitCode)})`], {});
  } catch {
    // Not on this platform.
  }
  process.kill(process.pid, 'SIGKILL');
  process.abort();
}
