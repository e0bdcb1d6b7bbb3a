import type { Context } from 'mocha';
import { spawnSync } from 'node:child_process';

/** Leaves a test pending where the machine cannot run it; on the build server that is a failure. */
export function requires(context: Context, isMet: boolean, what: string): void {
  if (isMet) return;
  if (process.env['CI'] !== undefined) throw new Error(`this test needs ${what}`);
  context.skip();
}

/** Whether a program can be started. */
export function hasProgram(name: string, ...argv: readonly string[]): boolean {
  return spawnSync(name, argv, { stdio: 'ignore' }).status === 0;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}
