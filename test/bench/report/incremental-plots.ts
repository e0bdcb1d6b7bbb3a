import { barChart } from '../plots/bar-chart.ts';
import type { IncrementalResults } from '../results.ts';
import { spreadOf } from '../statistics.ts';
import type { Plot } from './plots.ts';
import { sizeText } from './quantities.ts';

/** Plots of diffs and incrs; without a measurement they have no image. */
export function incrementalPlots(results: IncrementalResults | undefined): readonly Plot[] {
  return [
    {
      experiment: 'incremental',
      filename: 'bench-incremental.svg',
      alt: 'Bytes that a second backup adds after 1 % of the pages changed, by tool; the table below has the figures',
      svg: results && addedPlot(results),
    },
    {
      experiment: 'incremental',
      filename: 'bench-month.svg',
      alt: 'Bytes kept after 30 daily backups, by tool; the table below has the figures',
      svg: results && monthPlot(results),
    },
  ];
}

function addedPlot({ sizeMb, steps }: IncrementalResults): string | undefined {
  const bars = (steps?.series ?? []).flatMap(({ title, isOurs, steps: { changed } }) =>
    changed.length === 0
      ? []
      : [
          {
            label: labelOf(title),
            isHighlighted: isOurs,
            ...spreadOf(changed.map(({ storedBytes }) => storedBytes / 1e6)),
          },
        ],
  );
  if (bars.length === 0) return undefined;
  const title = `MB added by the second backup of ${sizeText(sizeMb)} after 1 % of the pages changed (ours in blue)`;
  return barChart({ title, bars, format: megabytes });
}

function monthPlot({ month }: IncrementalResults): string | undefined {
  if (month === undefined) return undefined;
  const bars = month.series.flatMap(({ title, isOurs, keptBytes }) => {
    const last = keptBytes.at(-1);
    if (last === undefined) return [];
    const kept = last / 1e6;
    return [{ label: labelOf(title), isHighlighted: isOurs, median: kept, min: kept, max: kept }];
  });
  if (bars.length === 0) return undefined;
  const title = `MB kept after 30 daily backups of ${sizeText(month.sizeMb)}, 1 % changed each day (ours in blue)`;
  return barChart({ title, bars, format: megabytes });
}

function labelOf(title: string): string {
  return title.replaceAll('`', '').replace('backup-manager ', '').replace(' of the bare file', '');
}

function megabytes(size: number): string {
  return `${size.toFixed(size < 100 ? 1 : 0)} MB`;
}
