import { FaultProcess } from '../../support/fault-process.ts';

/** Runs a replacement (or a recovery) until a step has been done so often, and kills it there. */
export async function replacementKilledAt(
  task: string,
  request: object,
  step: string,
  time = 1,
): Promise<void> {
  const dying = new FaultProcess('fault-replacing-process.ts', [
    task,
    JSON.stringify(request),
    step,
    String(time),
  ]);
  for (let line = ''; line !== 'stopped';) {
    line = await dying.line();
    if (/^(?:ended|failed)/.test(line)) throw new Error(`${step} was not reached: ${line}`);
  }
  await dying.kill();
}

/**
 * Runs it to its end: the steps that it told, and how it ended.
 * @param at a step, and a Python script that has the target to itself then
 */
export async function replacementRun(
  task: string,
  request: object,
  at?: readonly [step: string, script: string],
): Promise<readonly string[]> {
  const lines: string[] = [];
  const last = at === undefined ? [] : [at[0], '1', at[1]];
  const working = new FaultProcess('fault-replacing-process.ts', [task, JSON.stringify(request), ...last]);
  while (!/^(?:ended|failed)/.test(lines.at(-1) ?? '')) lines.push(await working.line());
  await working.exited;
  return lines;
}
