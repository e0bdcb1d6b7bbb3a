import type { Contender } from '../contender.ts';
import { MemorySampler } from '../memory-sampler.ts';
import { note } from '../note.ts';
import type { MemoryPeaks } from '../results.ts';
import type { ApplicationDatabase } from '../workload/application-database.ts';
import type { Workbench } from '../workbench.ts';
import { LiveApplication } from '../workload/live-application.ts';
import { LARGE_MB, type Context } from './context.ts';
import { makeArtifact } from './make-artifact.ts';

type Operation = Pick<Contender, 'name' | 'title' | 'script'>;
type Variables = Readonly<Record<string, string>>;

const MOST_RUNS = 3;

const CREATE: readonly Operation[] = ['zstd', 'gzip', 'none'].map((compression) => ({
  name: `create-${compression}`,
  title: `create --compression ${compression}`,
  script: `"$NODE" "$CLI" create "$SOURCE" --compression ${compression} --json`,
}));
const RESTORE: Operation = {
  name: 'restore',
  title: 'restore (zstd)',
  script: '"$NODE" "$CLI" restore "$SOURCE" --to "$FOLDER/stored" --json',
};
const VERIFY: Operation = {
  name: 'verify',
  title: 'verify --level checksum (zstd)',
  script: '"$NODE" "$CLI" verify "$SOURCE" --level checksum --json',
};
const AT_LARGE_SIZES: readonly Operation[] = [...CREATE.slice(0, 1), RESTORE];

/** Private memory of the product, by operation and size of the database. */
export async function measureMemory(context: Context): Promise<readonly MemoryPeaks[]> {
  const { bench, databases, everything } = context;
  const runs = Math.min(context.runs, MOST_RUNS);
  const measured: MemoryPeaks[] = [];
  for (const database of databases) {
    const wanted = (operation: Operation) =>
      everything || database.sizeMb <= LARGE_MB || AT_LARGE_SIZES.includes(operation);
    const watch = async (operation: Operation, variables: Variables) => {
      if (wanted(operation)) measured.push(await peaksOf(bench, operation, database, variables, runs));
    };
    await LiveApplication.holding(database.path, async () => {
      for (const operation of CREATE) await watch(operation, { SOURCE: database.path });
    });
    const artifact = await makeArtifact(bench, database);
    for (const operation of [RESTORE, VERIFY]) await watch(operation, artifact);
  }
  return measured;
}

async function peaksOf(
  bench: Workbench,
  { name, title, script }: Operation,
  { sizeMb }: ApplicationDatabase,
  variables: Variables,
  runs: number,
): Promise<MemoryPeaks> {
  const peakBytes: number[] = [];
  for (let run = 1; run <= runs; run += 1) {
    await bench.prepare(undefined, variables);
    let sampler: MemorySampler | undefined;
    try {
      await bench.run(script, variables, (pid) => (sampler = new MemorySampler(pid)));
    } finally {
      peakBytes.push(sampler?.stop().peakBytes ?? NaN);
    }
    note(`  ${run}/${runs} ${name} of ${sizeMb} MB: ${((peakBytes.at(-1) ?? NaN) / 1e6).toFixed(0)} MB`);
  }
  return { name, title, sizeMb, peakBytes };
}
