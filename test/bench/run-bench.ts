// Compares the product with other SQLite backup tools, and writes docs/benchmarks.md from the results.
import { mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { USAGE, benchOptions, type BenchOptions, type Experiment } from './bench-options.ts';
import { LARGE_MB, type Context } from './experiments/context.ts';
import { measureCreate } from './experiments/measure-create.ts';
import { measureIncremental } from './experiments/measure-incremental.ts';
import { measureLevels } from './experiments/measure-levels.ts';
import { measureMemory } from './experiments/measure-memory.ts';
import { measureRestore } from './experiments/measure-restore.ts';
import { measureScratch } from './experiments/measure-scratch.ts';
import { measureVerify } from './experiments/measure-verify.ts';
import { measureWriterRollback } from './experiments/measure-writer-rollback.ts';
import { measureWriterWal } from './experiments/measure-writer-wal.ts';
import { describeMachine } from './machine.ts';
import { note } from './note.ts';
import { writeReport } from './report/write-report.ts';
import type { Results } from './results.ts';
import { installedTools } from './tools.ts';
import { applicationDatabase } from './workload/application-database.ts';
import { Workbench } from './workbench.ts';

/** The maximum of temporary bytes: a scratch copy, an artifact, and dirty pages. */
const ROOM_FACTOR = 4;
/** Several tools keep several backups of the main database. */
const INCREMENTAL_ROOM_FACTOR = 8;

const MEASURE = {
  create: measureCreate,
  restore: measureRestore,
  verify: measureVerify,
  memory: measureMemory,
  'writer-wal': measureWriterWal,
  'writer-rollback': measureWriterRollback,
  scratch: measureScratch,
  levels: measureLevels,
  incremental: measureIncremental,
} satisfies { [Name in Experiment]: (context: Context) => Promise<Results[Name]> };

async function main(options: BenchOptions): Promise<void> {
  const failures: string[] = [];
  const { context, results } = await setUp(options);
  try {
    for (const name of options.experiments) {
      note(name);
      try {
        Object.assign(results, { [name]: await MEASURE[name](context) });
        writeFileSync(join(options.directory, 'results.json'), JSON.stringify(results, undefined, 2));
      } catch (error) {
        // A failed experiment must not lose the results of the others.
        failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        note(`${name} failed: ${failures.at(-1) ?? ''}`);
      }
    }
  } finally {
    context.bench.close();
  }
  failures.push(...(results.incremental?.failures.map((failure) => `incremental: ${failure}`) ?? []));
  const machine = await describeMachine(options.directory, context.bench.tools);
  writeReport(results, machine, options, failures);
  note(`written: ${options.out}`);
  if (failures.length > 0) process.exitCode = 1;
}

async function setUp(options: BenchOptions): Promise<{ context: Context; results: Results }> {
  const { directory, sizesMb, runs, everything } = options;
  mkdirSync(directory, { recursive: true });
  assertFreeSpace(directory, neededMb(options));
  const bench = new Workbench(directory, await installedTools());
  const databases = [];
  for (const sizeMb of sizesMb) databases.push(await applicationDatabase(directory, sizeMb));
  const main = databases.findLast(({ sizeMb }) => sizeMb <= LARGE_MB) ?? databases[0];
  if (main === undefined) throw new Error('--sizes: none');
  return { context: { bench, databases, main, runs, everything }, results: { mainSizeMb: main.sizeMb } };
}

function neededMb({ sizesMb, experiments }: BenchOptions): number {
  const needed = Math.max(...sizesMb) * ROOM_FACTOR;
  if (!experiments.includes('incremental')) return needed;
  const main = Math.max(0, ...sizesMb.filter((sizeMb) => sizeMb <= LARGE_MB));
  return Math.max(needed, main * INCREMENTAL_ROOM_FACTOR);
}

function assertFreeSpace(directory: string, needed: number): void {
  const { bavail, bsize } = statfsSync(directory);
  if ((bavail * bsize) / 1e6 >= needed) return;
  throw new Error(`${directory} has no room for ${needed} MB: choose another --directory or smaller --sizes`);
}

const options = benchOptions(process.argv.slice(2));
if (options === 'help') process.stdout.write(USAGE);
else await main(options);
