import { join } from 'node:path';
import { MemorySampler } from '../memory-sampler.ts';
import { note } from '../note.ts';
import type { MemoryPeaks } from '../results.ts';
import type { ApplicationDatabase } from '../workload/application-database.ts';
import { changePages } from '../workload/change-pages.ts';
import type { Workbench } from '../workbench.ts';
import { withOwnCopy } from '../experiments/own-copy.ts';
import { INCREMENTAL } from './contenders.ts';
import { CHANGED_PERCENT } from './measure-steps.ts';
import { backUp, prepareSeries } from './series-folder.ts';

const MOST_RUNS = 3;
const TITLES = {
  full: 'create, a full with its page table',
  diff: 'create, a diff of 1 %',
  incr: 'create, an incr of 1 %',
  restore: 'restore of full + diff + incr',
} as const;

type Operation = keyof typeof TITLES;

/** Private memory of the product while it makes and restores a chain. */
export async function measureChainMemory(
  bench: Workbench,
  database: ApplicationDatabase,
  runs: number,
): Promise<readonly MemoryPeaks[]> {
  const peaks: Record<Operation, number[]> = { full: [], diff: [], incr: [], restore: [] };
  const most = Math.min(runs, MOST_RUNS);
  for (let run = 1; run <= most; run += 1) {
    await prepareSeries(bench, [INCREMENTAL]);
    await withOwnCopy(bench, database, 'wal', async (_application, path) => {
      const create = async (name: Operation, type: 'diff' | 'incr', percent: number) => {
        // Another seed for each: the same changes again would change nothing.
        await changePages(path, percent, Object.keys(TITLES).indexOf(name));
        const { peak, result } = await sampled((onStart) =>
          backUp(bench, INCREMENTAL, path, { name, type }, onStart),
        );
        peaks[name].push(peak);
        return JSON.parse(result.stdout) as { readonly path: string };
      };
      await create('full', 'diff', 0);
      await create('diff', 'diff', CHANGED_PERCENT);
      const incr = await create('incr', 'incr', CHANGED_PERCENT);
      peaks.restore.push(await restorePeak(bench, incr.path));
    });
    const last = Object.entries(peaks).map(
      ([name, bytes]) => `${name} ${((bytes.at(-1) ?? NaN) / 1e6).toFixed(0)}`,
    );
    note(`  ${run}/${most} memory of ${database.sizeMb} MB: ${last.join(', ')} MB`);
  }
  const { sizeMb } = database;
  return (Object.keys(TITLES) as Operation[]).map((name) => ({
    name,
    title: TITLES[name],
    sizeMb,
    peakBytes: peaks[name],
  }));
}

async function restorePeak(bench: Workbench, newest: string): Promise<number> {
  const folder = join(bench.variables['FOLDER'] ?? '', INCREMENTAL.name);
  await bench.settle(undefined);
  const script = '"$NODE" "$CLI" restore "$NEWEST" --to "$FOLDER/restored" --json';
  const { peak } = await sampled((onStart) =>
    bench.run(script, { NEWEST: newest, BACKUP_DIR: folder }, onStart),
  );
  return peak;
}

async function sampled<Result>(
  run: (onStart: (pid: number) => void) => Promise<Result>,
): Promise<{ readonly peak: number; readonly result: Result }> {
  let sampler: MemorySampler | undefined;
  try {
    const result = await run((pid) => (sampler = new MemorySampler(pid)));
    return { result, peak: sampler?.stop().peakBytes ?? NaN };
  } finally {
    sampler?.stop();
  }
}
