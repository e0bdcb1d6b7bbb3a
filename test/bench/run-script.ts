import { spawn } from 'node:child_process';
import { withoutSettings } from '../support/without-settings.ts';

const KEPT_STDERR_CHARACTERS = 2000;

export interface ScriptRun {
  readonly seconds: number;
  readonly stdout: string;
}

/**
 * Runs a line of shell and measures the wall clock, from before the start of its first process until its output is
 * closed. It sees only the given variables of the product.
 *
 * @throws Error with its stderr when its exit code is not 0
 */
export function runScript(
  script: string,
  variables: Readonly<Record<string, string>>,
  onStart: (pid: number) => void = () => undefined,
): Promise<ScriptRun> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    const begunMs = performance.now();
    const child = spawn('bash', ['-o', 'pipefail', '-ec', script], {
      env: { ...withoutSettings(process.env), ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.on('error', reject);
    if (child.pid !== undefined) onStart(child.pid);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT_STDERR_CHARACTERS);
    });
    child.on('close', (exitCode, signal) => {
      const seconds = (performance.now() - begunMs) / 1000;
      if (exitCode === 0) resolve({ seconds, stdout });
      else reject(new Error(`ended with ${String(exitCode ?? signal)}: ${stderr}${stdout}${script}`));
    });
  });
}
