import { note } from '../note.ts';
import type { StepResults, StepSeries } from '../results.ts';
import type { ApplicationDatabase } from '../workload/application-database.ts';
import { changePages, type PageChange } from '../workload/change-pages.ts';
import type { Workbench } from '../workbench.ts';
import { withOwnCopy } from '../experiments/own-copy.ts';
import { SERIES_CONTENDERS, type SeriesContender } from './contenders.ts';
import { backUp, prepareSeries, type Step } from './series-folder.ts';

export const CHANGED_PERCENT = 1;

interface ChangingStep extends Step {
  readonly name: 'first' | 'changed' | 'unchanged' | 'changedAgain';
  readonly percent: number;
}

const STEPS: readonly ChangingStep[] = [
  { name: 'first', type: 'diff', percent: 0 },
  { name: 'changed', type: 'diff', percent: CHANGED_PERCENT },
  { name: 'unchanged', type: 'diff', percent: 0 },
  { name: 'changedAgain', type: 'incr', percent: CHANGED_PERCENT },
];

/**
 * A first backup, one after a change, one without a change, one after another change, by each contender. In every round
 * all of them read the same states of one database, and another contender begins.
 */
export async function measureSteps(
  bench: Workbench,
  database: ApplicationDatabase,
  runs: number,
): Promise<StepResults> {
  const measured = SERIES_CONTENDERS.map((contender) => ({
    contender,
    series: { ...newSeries(contender), missing: contender.needs.filter((tool) => !bench.tools.has(tool)) },
  }));
  const taking = measured.filter(({ series }) => series.missing.length === 0);
  const changes: PageChange[] = [];
  for (let round = 1; round <= runs; round += 1) {
    const first = (round - 1) % taking.length;
    const order = [...taking.slice(first), ...taking.slice(0, first)];
    await prepareSeries(
      bench,
      taking.map(({ contender }) => contender),
    );
    await withOwnCopy(bench, database, 'wal', async (_application, path) => {
      for (const [index, step] of STEPS.entries()) {
        // The first time this only brings the application's own commits into the main file.
        const change = step.name === 'unchanged' ? undefined : await changePages(path, step.percent, index);
        if (change !== undefined && change.changed > 0) changes.push(change);
        for (const { contender, series } of order) {
          const { seconds, storedBytes } = await backUp(bench, contender, path, step);
          series.steps[step.name].push({ seconds, storedBytes });
          note(
            `  ${round}/${runs} ${contender.name} ${step.name}: ${seconds.toFixed(2)} s, ${storedBytes} bytes`,
          );
        }
      }
    });
  }
  return { series: measured.map(({ series }) => series), changes };
}

function newSeries({ name, title, isOurs }: SeriesContender): Omit<StepSeries, 'missing'> {
  return { name, title, isOurs, steps: { first: [], changed: [], unchanged: [], changedAgain: [] } };
}
