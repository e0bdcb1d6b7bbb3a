import { measureChainMemory } from '../incremental/measure-chain-memory.ts';
import { measureChainRestore } from '../incremental/measure-chain-restore.ts';
import { MONTH_SIZE_MB, measureMonth } from '../incremental/measure-month.ts';
import { measureSteps } from '../incremental/measure-steps.ts';
import { note } from '../note.ts';
import type { IncrementalResults, MemoryPeaks } from '../results.ts';
import { applicationDatabase } from '../workload/application-database.ts';
import { LARGE_MB, type Context } from './context.ts';

/**
 * Cost of diffs and incrs. Above 1 GB only the memory is measured, unless everything is. A part that fails is absent: it
 * must not lose the hour of the others.
 */
export async function measureIncremental(context: Context): Promise<IncrementalResults> {
  const { bench, databases, main, runs, everything } = context;
  const { sizeMb, bytes: databaseBytes } = main;
  const failures: string[] = [];
  const attempt = async <Result>(
    part: string,
    measure: () => Promise<Result>,
  ): Promise<Result | undefined> => {
    note(` ${part}`);
    try {
      return await measure();
    } catch (error) {
      failures.push(`${part}: ${error instanceof Error ? error.message : String(error)}`);
      note(` failed: ${failures.at(-1) ?? ''}`);
      return undefined;
    }
  };
  const memory: MemoryPeaks[] = [];
  const small = sizeMb > LARGE_MB && !everything ? undefined : main;
  const steps = small && (await attempt('steps', () => measureSteps(bench, small, runs)));
  const restore = small && (await attempt('restore', () => measureChainRestore(bench, small, runs)));
  for (const database of databases) {
    const peaks = await attempt('memory', () => measureChainMemory(bench, database, runs));
    memory.push(...(peaks ?? []));
  }
  const month =
    small &&
    (await attempt('month', async () => {
      const database = await applicationDatabase(bench.directory, MONTH_SIZE_MB);
      return { sizeMb: database.sizeMb, series: await measureMonth(bench, database) };
    }));
  return { sizeMb, databaseBytes, memory, failures, steps, restore, month };
}
