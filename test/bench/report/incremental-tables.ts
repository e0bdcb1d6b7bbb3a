import type { IncrementalResults, MonthSeries, Sample, Series, StepSeries } from '../results.ts';
import { ratioOf, spreadOf } from '../statistics.ts';
import { secondsOf } from './find-samples.ts';
import { markdownTable } from './markdown-table.ts';
import { megabytes, ratioText, secondsText, sizeText } from './quantities.ts';
import { memoryTable } from './resource-tables.ts';

type StepName = keyof StepSeries['steps'];

const STEP_TITLES: Readonly<Record<StepName, string>> = {
  first: 'first backup',
  changed: 'after a change of 1 %',
  unchanged: 'nothing changed',
  changedAgain: 'after another 1 %',
};

/** The tables of the section, with a heading each; what was not measured is left out. */
export function incrementalTables({ sizeMb, steps, restore, memory, month }: IncrementalResults): string {
  const parts: string[] = [];
  const size = sizeText(sizeMb);
  if (steps !== undefined) {
    const [change] = steps.changes;
    const share = change === undefined ? '' : ` (${change.changed} of ${change.pages} pages)`;
    parts.push(
      `### Time, ${size}\n\nMedian seconds. "1 %" is a change of 1 % of the pages${share}. ` +
        'Ours makes a full, a diff, nothing, and an incr.',
      stepTable(steps.series, timeCell, 'diff ÷ first'),
      `### Added bytes, ${size}\n\nBy how much the stored files grew. The last column is the share of the first backup.`,
      stepTable(steps.series, bytesCell, 'changed ÷ first'),
    );
  }
  if (restore !== undefined) parts.push(`### Restore of a chain, ${size}`, chainRestoreTable(restore));
  if (memory.length > 0) parts.push('### Memory of chains', memoryTable(memory));
  if (month !== undefined)
    parts.push(
      `### A month, ${sizeText(month.sizeMb)}\n\nA backup every day for 30 days; 1 % of the pages change every day. ` +
        'Ours makes a full, a diff every week and an incr on the other days; a diff above 25 % of the full becomes a ' +
        'full. Nothing is removed.',
      monthTable(month.series),
    );
  return parts.join('\n\n');
}

function stepTable(
  series: readonly StepSeries[],
  cell: (samples: readonly Sample[]) => string,
  ratioTitle: string,
): string {
  const names = Object.keys(STEP_TITLES) as StepName[];
  return markdownTable(
    ['', ...names.map((name) => STEP_TITLES[name]), ratioTitle],
    series.map((entry) => {
      const title = titleOf(entry);
      if (entry.steps.first.length === 0) return [title, notInstalled(entry), '', '', '', ''];
      const ratio = cell === timeCell ? timeRatio(entry) : bytesRatio(entry);
      return [title, ...names.map((name) => cell(entry.steps[name])), ratio];
    }),
    1,
  );
}

function timeCell(samples: readonly Sample[]): string {
  return secondsText(spreadOf(secondsOf(samples)).median);
}

function bytesCell(samples: readonly Sample[]): string {
  return megabytes(medianBytes(samples));
}

function timeRatio({ steps }: StepSeries): string {
  return ratioText(ratioOf(secondsOf(steps.changed), secondsOf(steps.first)));
}

function bytesRatio({ steps }: StepSeries): string {
  return `${((100 * medianBytes(steps.changed)) / medianBytes(steps.first)).toFixed(2)} %`;
}

export function medianBytes(samples: readonly Sample[]): number {
  return spreadOf(samples.map(({ storedBytes }) => storedBytes)).median;
}

function chainRestoreTable(series: readonly Series[]): string {
  const full = secondsOf(series.find(({ name }) => name === 'full')?.samples ?? []);
  return markdownTable(
    ['', 'seconds', 'min', 'max', '÷ the full alone'],
    series.map(({ name, title, samples }) => {
      const own = secondsOf(samples);
      const { median, min, max } = spreadOf(own);
      return [
        title,
        ...[median, min, max].map(secondsText),
        name === 'full' ? '' : ratioText(ratioOf(own, full)),
      ];
    }),
    1,
  );
}

function monthTable(series: readonly MonthSeries[]): string {
  const fulls = series.find(({ name }) => name === 'fulls')?.keptBytes.at(-1);
  return markdownTable(
    ['', 'first day', 'after 30 days', '÷ fulls only'],
    series.map((entry) => {
      const [first, last] = [entry.keptBytes[0], entry.keptBytes.at(-1)];
      if (first === undefined || last === undefined) return [titleOf(entry), notInstalled(entry), '', ''];
      const ratio = fulls === undefined ? '' : (last / fulls).toFixed(3);
      return [titleOf(entry), megabytes(first), megabytes(last), ratio];
    }),
    1,
  );
}

function titleOf({ title, isOurs }: Pick<StepSeries, 'title' | 'isOurs'>): string {
  return isOurs ? `**ours**: ${title}` : title;
}

function notInstalled({ missing }: Pick<StepSeries, 'missing'>): string {
  return `not installed: ${missing.join(', ')}`;
}
