import type { Contender } from '../contender.ts';
import type { ApplicationDatabase } from '../workload/application-database.ts';
import type { Workbench } from '../workbench.ts';

export interface Context {
  readonly bench: Workbench;
  readonly databases: readonly ApplicationDatabase[];
  /** The database at whose size the bars are evaluated. */
  readonly main: ApplicationDatabase;
  readonly runs: number;
  readonly everything: boolean;
}

/** Above this a run takes minutes: measure only what depends on the size. */
export const LARGE_MB = 1000;
const LARGE_RUNS = 3;

export function runsFor({ sizeMb }: ApplicationDatabase, { runs, everything }: Context): number {
  return sizeMb > LARGE_MB && !everything ? Math.min(runs, LARGE_RUNS) : runs;
}

/** The contenders measured at this size. */
export function contendersFor(
  contenders: readonly Contender[],
  { sizeMb }: ApplicationDatabase,
  { everything }: Context,
  atLargeSizes: readonly string[],
): readonly Contender[] {
  if (sizeMb <= LARGE_MB || everything) return contenders;
  return contenders.filter(({ name }) => atLargeSizes.includes(name));
}
