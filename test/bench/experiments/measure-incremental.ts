import { measureChainMemory } from '../incremental/measure-chain-memory.ts';
import { measureChainRestore } from '../incremental/measure-chain-restore.ts';
import { MONTH_SIZE_MB, measureMonth } from '../incremental/measure-month.ts';
import { measureSteps } from '../incremental/measure-steps.ts';
import type { IncrementalResults, MemoryPeaks } from '../results.ts';
import { applicationDatabase } from '../workload/application-database.ts';
import { LARGE_MB, type Context } from './context.ts';

/** Cost of diffs and incrs. Above 1 GB only the memory is measured, unless everything is. */
export async function measureIncremental(context: Context): Promise<IncrementalResults> {
  const { bench, databases, main, runs, everything } = context;
  const { sizeMb, bytes: databaseBytes } = main;
  const memory: MemoryPeaks[] = [];
  const measureMemory = async () => {
    for (const database of databases) memory.push(...(await measureChainMemory(bench, database, runs)));
  };
  if (sizeMb > LARGE_MB && !everything) {
    await measureMemory();
    return { sizeMb, databaseBytes, memory };
  }
  const steps = await measureSteps(bench, main, runs);
  const restore = await measureChainRestore(bench, main, runs);
  await measureMemory();
  const small = await applicationDatabase(bench.directory, MONTH_SIZE_MB);
  const month = { sizeMb: MONTH_SIZE_MB, series: await measureMonth(bench, small) };
  return { sizeMb, databaseBytes, steps, restore, memory, month };
}
