import { spawn } from 'node:child_process';
import { withoutSettings } from '../support/without-settings.ts';

const KEPT_STDERR_CHARACTERS = 2000;

export interface ScriptRun {
  readonly seconds: number;
  readonly stdout: string;
}

/**
 * Runs a line of shell to its end and times it by the wall clock, from before the start of its first process until
 * the last holder of its output is gone. The only variables of the product that it sees are those given here.
 *
 * @throws Error with what it wrote to stderr when it does not exit with 0
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
