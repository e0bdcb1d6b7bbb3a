import { barChart, type ChartBar } from '../plots/bar-chart.ts';
import { curveChart, type Curve } from '../plots/curve-chart.ts';
import type { LevelPoint, MemoryPeaks, Results, Series } from '../results.ts';
import { spreadOf } from '../statistics.ts';
import { findSeries, secondsOf } from './find-samples.ts';
import { incrementalPlots } from './incremental-plots.ts';
import { sizeText } from './quantities.ts';

export interface Plot {
  readonly experiment: 'create' | 'memory' | 'levels' | 'incremental';
  readonly filename: string;
  /** The text alternative. */
  readonly alt: string;
  /** `undefined`: not measured. */
  readonly svg: string | undefined;
}

export function drawPlots(results: Results): readonly Plot[] {
  const { memory, levels, mainSizeMb } = results;
  const created = findSeries(results.create, mainSizeMb).filter(({ samples }) => samples.length > 0);
  const size = sizeText(mainSizeMb);
  return [
    {
      experiment: 'create',
      filename: 'bench-create.svg',
      alt: `Seconds to back up a database of ${size}, each contender a bar; the table below has the figures`,
      svg: created.length === 0 ? undefined : createPlot(created, size),
    },
    {
      experiment: 'memory',
      filename: 'bench-memory.svg',
      alt: 'Peak private memory by operation and size of the database; the table below has the figures',
      svg: memory === undefined ? undefined : memoryPlot(memory),
    },
    {
      experiment: 'levels',
      filename: 'bench-levels.svg',
      alt: 'Stored size against time for each compression level; the table below has the figures',
      svg: levels === undefined ? undefined : levelPlot(levels, size),
    },
    ...incrementalPlots(results.incremental),
  ];
}

function createPlot(series: readonly Series[], size: string): string {
  const bars = series.map(({ title, isOurs, samples }): ChartBar => ({
    label: title.replaceAll('`', '').replace('backup-manager ', ''),
    isHighlighted: isOurs,
    ...spreadOf(secondsOf(samples)),
  }));
  const title = `Seconds to back up ${size} (median, min – max; ours in blue)`;
  return barChart({ title, bars, format: (seconds) => `${seconds.toFixed(1)} s` });
}

function memoryPlot(peaks: readonly MemoryPeaks[]): string {
  const ordered = [...peaks].sort(
    (left, right) => left.title.localeCompare(right.title) || left.sizeMb - right.sizeMb,
  );
  const bars = ordered.map(({ title, sizeMb, peakBytes }): ChartBar => {
    const { median, min, max } = spreadOf(peakBytes.map((bytes) => bytes / 1e6));
    return { label: `${title}, ${sizeText(sizeMb)}`, isHighlighted: true, median, min, max };
  });
  const title = 'Peak private memory of all processes, MB (median, min – max)';
  return barChart({ title, bars, format: (size) => `${size.toFixed(0)} MB` });
}

function levelPlot(points: readonly LevelPoint[], size: string): string {
  const curves = [...new Set(points.map(({ compression }) => compression))].map((name): Curve => ({
    name,
    points: points
      .filter(({ compression }) => compression === name)
      .map(({ level, isDefault, seconds, storedBytes }) => ({
        label: isDefault ? `${level} (default)` : String(level),
        x: seconds,
        y: storedBytes / 1e6,
      })),
  }));
  return curveChart({ title: `Levels, backing up ${size}`, xTitle: 'seconds', yTitle: 'stored, MB', curves });
}
