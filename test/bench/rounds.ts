import type { Contender } from './contender.ts';
import { note } from './note.ts';
import type { Series } from './results.ts';
import { treeBytes } from './tree-bytes.ts';
import type { Workbench } from './workbench.ts';

/** Measures contenders side by side: in each round each of them once, one after the other (A B C, A B C, …). */
export async function measureRounds(
  bench: Workbench,
  contenders: readonly Contender[],
  variables: Readonly<Record<string, string>>,
  runs: number,
): Promise<readonly Series[]> {
  const measured = contenders.map((contender) => ({ contender, series: seriesOf(contender, bench) }));
  const taking = measured.filter(({ series }) => series.missing.length === 0);
  for (let round = 1; round <= runs; round += 1) {
    for (const { contender, series } of taking) {
      const sample = await measureOnce(bench, contender, variables);
      series.samples.push(sample);
      note(`  ${round}/${runs} ${contender.name}: ${sample.seconds.toFixed(2)} s`);
    }
  }
  return measured.map(({ series }) => series);
}

function seriesOf({ name, title, isOurs, needs }: Contender, { tools }: Workbench): Series {
  return { name, title, isOurs, missing: needs.filter((tool) => !tools.has(tool)), samples: [] };
}

async function measureOnce(
  bench: Workbench,
  { preparation, script, recordedSeconds }: Contender,
  variables: Readonly<Record<string, string>>,
) {
  await bench.prepare(preparation, variables);
  const { seconds } = await bench.run(script, variables);
  return {
    seconds: recordedSeconds?.(bench.stored) ?? seconds,
    storedBytes: treeBytes(bench.stored),
  };
}
