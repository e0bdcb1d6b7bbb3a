import type { Contender } from './contender.ts';
import { note } from './note.ts';
import type { Series } from './results.ts';
import { treeBytes } from './tree-bytes.ts';
import type { Workbench } from './workbench.ts';

/**
 * Measures contenders in rounds, each of them once per round. Every round starts with the next contender (A B C,
 * B C A, …), so that none always follows the same one.
 */
export async function measureRounds(
  bench: Workbench,
  contenders: readonly Contender[],
  variables: Readonly<Record<string, string>>,
  runs: number,
): Promise<readonly Series[]> {
  const measured = contenders.map((contender) => ({ contender, series: seriesOf(contender, bench) }));
  const taking = measured.filter(({ series }) => series.missing.length === 0);
  for (let round = 1; round <= runs; round += 1) {
    const first = (round - 1) % Math.max(taking.length, 1);
    for (const { contender, series } of [...taking.slice(first), ...taking.slice(0, first)]) {
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
