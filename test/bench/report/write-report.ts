import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BenchOptions } from '../bench-options.ts';
import type { MachineFacts } from '../machine.ts';
import type { Results } from '../results.ts';
import type { Bar } from './bar.ts';
import { incrementalBars } from './incremental-bars.ts';
import { incrementalTables } from './incremental-tables.ts';
import { judgeBars } from './judge-bars.ts';
import { markdownTable } from './markdown-table.ts';
import { blockOf, pageBlock, replaceBlock } from './page-blocks.ts';
import { drawPlots, type Plot } from './plots.ts';
import { sizeText } from './quantities.ts';
import {
  levelTable,
  memoryTable,
  rollbackWriterTable,
  scratchTable,
  walWriterTable,
} from './resource-tables.ts';
import { summaryTable } from './summary-table.ts';
import { timingTables } from './timing-tables.ts';

const TEMPLATE = new URL('benchmarks.template.md', import.meta.url);
const TARGETS_TEMPLATE = new URL('targets.template.md', import.meta.url);
const LONGEST_FAILURE = 300;
const ABSENT = 'Not measured in this run.';

/** The block of each page that has the results of diffs and incrs. */
const INCREMENTAL = 'incremental';

/**
 * Writes the page of the results with its plots, and the page of the targets. The results of diffs and incrs are a block
 * of their own: a run of them alone replaces that block, a run without them keeps it.
 */
export function writeReport(
  results: Results,
  machine: MachineFacts,
  options: BenchOptions,
  failures: readonly string[],
): void {
  const images = join(dirname(options.out), 'images');
  mkdirSync(images, { recursive: true });
  const isAlone = options.experiments.every((name) => name === INCREMENTAL);
  const plots = drawPlots(results);
  for (const plot of plots) writePlot(images, plot, isAlone);
  const machineText = machineList(machine, options);
  const targets = join(dirname(options.out), 'performance-targets.md');
  const bars = results.incremental && barRows(incrementalBars(results.incremental));
  const blocks = [
    { path: options.out, text: incrementalResults(results, plots, machineText) },
    { path: targets, text: bars && `${machineText}\n\n${bars}` },
  ];
  if (isAlone && blocks.every(({ path }) => existsSync(path))) {
    for (const { path, text } of blocks) {
      if (text !== undefined)
        writeFileSync(path, replaceBlock(readFileSync(path, 'utf8'), { name: INCREMENTAL, text }));
    }
    return;
  }
  const fragments: Readonly<Record<string, string>> = {
    machine: machineText,
    failures: failures.map(failureLine).join('\n\n'),
    summary: fragment(results, summaryTable),
    bars: barTable(results),
    ...measuredFragments(results, plots),
  };
  const [resultsBlock = '', targetsBlock = ''] = blocks.map(({ path, text }) =>
    pageBlock(INCREMENTAL, text ?? earlierBlock(path) ?? ABSENT),
  );
  writeFileSync(options.out, fillTemplate(TEMPLATE, { ...fragments, incremental: resultsBlock }));
  writeFileSync(targets, fillTemplate(TARGETS_TEMPLATE, { ...fragments, incremental: targetsBlock }));
}

function writePlot(images: string, { experiment, filename, svg }: Plot, isAlone: boolean): void {
  const path = join(images, filename);
  if (svg !== undefined) writeFileSync(path, svg);
  // Remove the plots of earlier runs: they must not look like this run's.
  else if (!isAlone && experiment !== INCREMENTAL) rmSync(path, { force: true });
}

function incrementalResults(
  results: Results,
  plots: readonly Plot[],
  machineText: string,
): string | undefined {
  if (results.incremental === undefined) return undefined;
  const images = plots
    .filter(({ experiment, svg }) => experiment === INCREMENTAL && svg !== undefined)
    .map(({ alt, filename }) => `![${alt}](images/${filename})`);
  return [
    machineText,
    ...images,
    incrementalTables(results.incremental),
    ...results.incremental.failures.map(failureLine),
  ].join('\n\n');
}

function earlierBlock(path: string): string | undefined {
  return existsSync(path) ? blockOf(readFileSync(path, 'utf8'), INCREMENTAL) : undefined;
}

function fillTemplate(template: URL, fragments: Readonly<Record<string, string>>): string {
  const page = readFileSync(template, 'utf8').replaceAll(/\{\{([\w-]+)\}\}/g, (_, name: string) => {
    const fragment = fragments[name];
    if (fragment === undefined) throw new Error(`unknown fragment in the template: ${name}`);
    return fragment;
  });
  return page.replaceAll(/\n{3,}/g, '\n\n');
}

function measuredFragments(results: Results, plots: readonly Plot[]): Readonly<Record<string, string>> {
  const image = (experiment: Plot['experiment']) => {
    const plot = plots.find(
      (candidate) => candidate.experiment === experiment && candidate.svg !== undefined,
    );
    return plot === undefined ? '' : `![${plot.alt}](images/${plot.filename})\n\n`;
  };
  return {
    create:
      image('create') +
      fragment(results.create, (it) => timingTables(it, { reference: 'zstd', isStoring: true })),
    restore: fragment(results.restore, (it) => timingTables(it, { reference: 'zstd-d', isStoring: false })),
    verify: fragment(results.verify, (it) =>
      timingTables(it, { reference: 'zstd-sha256', isStoring: false }),
    ),
    memory: image('memory') + fragment(results.memory, memoryTable),
    'writer-wal': fragment(results['writer-wal'], walWriterTable),
    'writer-rollback': fragment(results['writer-rollback'], rollbackWriterTable),
    scratch: fragment(results.scratch, scratchTable),
    levels: image('levels') + fragment(results.levels, levelTable),
  };
}

function failureLine(failure: string): string {
  return `**Failed:** ${failure.replaceAll(/\s+/g, ' ').slice(0, LONGEST_FAILURE)}`;
}

function fragment<Value>(value: Value | undefined, write: (value: Value) => string | undefined): string {
  return (value === undefined ? undefined : write(value)) ?? ABSENT;
}

function machineList(
  { hardware, system, versions, measuredAt }: MachineFacts,
  options: BenchOptions,
): string {
  const { sizesMb, runs, experiments, everything } = options;
  const flags = [
    `--sizes ${sizesMb.join(',')}`,
    `--runs ${runs}`,
    `--only ${experiments.join(',')}`,
    ...(everything ? ['--everything'] : []),
  ];
  return [
    `- Measured: ${measuredAt}, with \`npm run lab -- bench ${flags.join(' ')}\``,
    `- Machine: ${hardware}; ${system}`,
    `- Versions: ${versions}`,
  ].join('\n');
}

function barTable(results: Results): string {
  const size = sizeText(results.mainSizeMb);
  return `Measured with the database of ${size}, memory with all sizes.\n\n${barRows(judgeBars(results))}`;
}

function barRows(bars: readonly Bar[]): string {
  const rows = bars.map(({ what, bar, measured, verdict }) => [
    what,
    bar,
    measured,
    verdict === 'not met' ? '**not met**' : verdict,
  ]);
  return markdownTable(['target', 'bar', 'measured', ''], rows);
}
