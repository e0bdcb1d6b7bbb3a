import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Sample } from '../results.ts';
import { treeBytes } from '../tree-bytes.ts';
import type { Workbench } from '../workbench.ts';
import { DIFF_HOURS, type SeriesContender } from './contenders.ts';

/** A file that was written just now cannot be known as unchanged by its times. */
const SETTLE_MS = 250;

export interface Step {
  readonly name: string;
  /** Of a delta of the product. */
  readonly type: keyof typeof DIFF_HOURS;
}

/** Makes the repositories of the contenders in the bench's empty folder. */
export async function prepareSeries(bench: Workbench, contenders: readonly SeriesContender[]): Promise<void> {
  await bench.prepare(undefined, {});
  for (const { name, preparation } of contenders) {
    if (preparation !== undefined) await bench.run(preparation, { NAME: name });
  }
}

/** One backup: its seconds, and by how many bytes the stored files grew. */
export async function backUp(
  bench: Workbench,
  contender: SeriesContender,
  SOURCE: string,
  { name, type }: Step,
  onStart?: (pid: number) => void,
): Promise<Sample & { readonly stdout: string }> {
  const before = storedBytes(bench, contender);
  await bench.settle(SOURCE);
  await pause(SETTLE_MS);
  const variables = { SOURCE, NAME: contender.name, STEP: name, DIFF_HOURS: DIFF_HOURS[type] };
  const { seconds, stdout } = await bench.run(contender.script, variables, onStart);
  return { seconds, storedBytes: storedBytes(bench, contender) - before, stdout };
}

export function storedBytes(bench: Workbench, { name }: SeriesContender): number {
  return treeBytes(join(bench.variables['FOLDER'] ?? '', name));
}
