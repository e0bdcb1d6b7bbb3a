import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BenchOptions } from '../bench-options.ts';
import type { MachineFacts } from '../machine.ts';
import type { Results } from '../results.ts';
import { judgeBars } from './judge-bars.ts';
import { markdownTable } from './markdown-table.ts';
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

/** Writes the page of the results with its plots, and the page of the targets. */
export function writeReport(
  results: Results,
  machine: MachineFacts,
  options: BenchOptions,
  failures: readonly string[],
): void {
  const images = join(dirname(options.out), 'images');
  mkdirSync(images, { recursive: true });
  const plots = drawPlots(results);
  for (const { filename, svg } of plots) {
    const path = join(images, filename);
    // Remove the plots of earlier runs: they must not look like this run's.
    if (svg === undefined) rmSync(path, { force: true });
    else writeFileSync(path, svg);
  }
  const fragments: Readonly<Record<string, string>> = {
    machine: machineList(machine, options),
    failures: failures.map(failureLine).join('\n\n'),
    summary: fragment(results, summaryTable),
    bars: barTable(results),
    ...measuredFragments(results, plots),
  };
  writeFileSync(options.out, fillTemplate(TEMPLATE, fragments));
  const targets = join(dirname(options.out), 'performance-targets.md');
  writeFileSync(targets, fillTemplate(TARGETS_TEMPLATE, fragments));
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
  const rows = judgeBars(results).map(({ what, bar, measured, verdict }) => [
    what,
    bar,
    measured,
    verdict === 'not met' ? '**not met**' : verdict,
  ]);
  const table = markdownTable(['target', 'bar', 'measured', ''], rows);
  return `Measured with the database of ${sizeText(results.mainSizeMb)}, memory with all sizes.\n\n${table}`;
}
